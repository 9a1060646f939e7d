package com.imageco.complaint.client.testing;

import com.imageco.complaint.client.FieldViolation;
import com.imageco.complaint.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What goes wrong with one call. Every {@code with} returns a changed fault. */
public final class Fault {
  private static final String MESSAGE = "the fake was told to fail";

  private final boolean taken;
  private final BridgeError word;
  private final StatusRuntimeException status;
  private final Duration delay;

  private Fault(boolean taken, BridgeError word, StatusRuntimeException status, Duration delay) {
    this.taken = taken;
    this.word = word;
    this.status = status;
    this.delay = delay;
  }

  /**
   * The bridge says no. A reply that ends in OUTCOME_UNKNOWN or GATEWAY_REJECTED is on record as
   * such from then on, as with the bridge; the others leave no record.
   *
   * @param reason one that the bridge gives
   * @return the fault
   */
  public static Fault reason(ErrorReason reason) {
    return new Fault(false, BridgeError.of(reason, MESSAGE), null, Duration.ZERO);
  }

  /**
   * The bridge says no, for a reason that this client may not know.
   *
   * @param reason its name
   * @param code the gRPC code that comes with it
   * @return the fault
   */
  public static Fault reason(String reason, Status.Code code) {
    return new Fault(false, BridgeError.of(reason, code, MESSAGE), null, Duration.ZERO);
  }

  /**
   * Any other status, as a mesh may make one.
   *
   * @param status not OK
   * @param trailers its details
   * @return the fault
   */
  public static Fault status(Status status, Metadata trailers) {
    return new Fault(false, null, status.asRuntimeException(trailers), Duration.ZERO);
  }

  /**
   * The connection breaks before the bridge takes the reply: the consumer sees nothing.
   *
   * @return the fault
   */
  public static Fault lostBefore() {
    return new Fault(false, null, lost(), Duration.ZERO);
  }

  /**
   * The connection breaks after the bridge took the reply: the consumer sees it, and the caller is
   * not told.
   *
   * @return the fault
   */
  public static Fault lostAfter() {
    return new Fault(true, null, lost(), Duration.ZERO);
  }

  /**
   * The bridge takes the reply at once and answers late.
   *
   * @param delay how late
   * @return the fault
   */
  public static Fault slow(Duration delay) {
    return new Fault(true, null, null, delay);
  }

  /**
   * The failure comes late.
   *
   * @param changed how late
   * @return the changed fault
   */
  public Fault withDelay(Duration changed) {
    return new Fault(taken, word, status, changed);
  }

  /**
   * The bridge says when to come back.
   *
   * @param changed from the answer on
   * @return the changed fault
   * @throws IllegalStateException the fault is no word of the bridge
   */
  public Fault withRetryDelay(Duration changed) {
    return new Fault(taken, word().withRetryDelay(changed), null, delay);
  }

  /**
   * The bridge names one more field at fault.
   *
   * @param field its path in the request
   * @param description what is wrong with it
   * @return the changed fault
   * @throws IllegalStateException the fault is no word of the bridge
   */
  public Fault withViolation(String field, String description) {
    List<FieldViolation> changed = new ArrayList<>(word().violations());
    changed.add(new FieldViolation(field, description));
    return new Fault(taken, word().withViolations(changed), null, delay);
  }

  /**
   * The bridge passes on what the gateway said: with GATEWAY_REJECTED.
   *
   * @param id the gateway's result id
   * @param comment the gateway's explanation
   * @return the changed fault
   * @throws IllegalStateException the fault is no word of the bridge
   */
  public Fault withGatewayResult(String id, String comment) {
    Map<String, String> changed = Map.of("result_id", id, "result_comment", comment);
    return new Fault(taken, word().withMetadata(changed), null, delay);
  }

  /** The reply is taken all the same. */
  boolean taken() {
    return taken;
  }

  /** What the caller is told; null: the answer. */
  StatusRuntimeException error() {
    return word == null ? status : word.toException();
  }

  boolean is(ErrorReason reason) {
    return word != null && word.reason().equals(reason.name());
  }

  BridgeError word() {
    if (word == null) {
      throw new IllegalStateException("only with reason(...)");
    }
    return word;
  }

  Duration delay() {
    return delay;
  }

  private static StatusRuntimeException lost() {
    return Status.UNAVAILABLE.withDescription("the fake lost the connection").asRuntimeException();
  }
}
