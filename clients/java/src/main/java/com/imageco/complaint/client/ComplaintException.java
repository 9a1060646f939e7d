package com.imageco.complaint.client;

import com.imageco.complaint.v1.ErrorReason;
import com.imageco.complaint.v1.ReplyRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A call that failed: why, whether the reply may have gone out, and what to ask again with.
 *
 * <p>The message tells people what happened, whether anything was sent and what to do. It holds the
 * transaction id and never the reply's text.
 */
public final class ComplaintException extends RuntimeException {
  private final transient Failure failure;
  private final transient Sent sent;
  private final transient String transactionId;
  private final transient ReplyRequest request;

  ComplaintException(
      Failure failure, Sent sent, String transactionId, ReplyRequest request, Throwable cause) {
    super(describe(failure, sent, transactionId), cause);
    this.failure = failure;
    this.sent = sent;
    this.transactionId = transactionId;
    this.request = request;
  }

  /**
   * Reads the failure of a call through a raw stub.
   *
   * @param thrown what the stub threw, or what wraps it
   * @param transactionId the reply that the call was about
   * @return the failure; {@code thrown} itself where it is one already
   */
  public static ComplaintException from(Throwable thrown, String transactionId) {
    Throwable cause = unwrapped(thrown);
    if (cause instanceof ComplaintException known) {
      return known;
    }
    Failure failure = Failure.of(cause);
    return new ComplaintException(failure, Meaning.of(failure).sent(), transactionId, null, cause);
  }

  /**
   * Reads the failure of a call through a raw stub that is about no single reply.
   *
   * @param thrown what the stub threw, or what wraps it
   * @return the failure; {@code thrown} itself where it is one already
   */
  public static ComplaintException from(Throwable thrown) {
    return from(thrown, "");
  }

  /** The failure of a call that was to send {@code request}. */
  static ComplaintException ofReply(Throwable thrown, ReplyRequest request, AttemptWatch watch) {
    Failure failure = Failure.of(thrown);
    Sent sent = failure.isBridgesWord() ? Meaning.of(failure).sent() : Sent.NOTHING;
    if (sent == Sent.NOTHING && watch.mayHaveSent() && !request.getValidateOnly()) {
      sent = Sent.PERHAPS;
    }
    Failure told = watch.hasLeft() ? failure : failure.withoutConnection();
    return new ComplaintException(told, sent, request.getTransactionId(), request, thrown);
  }

  /** A call that this side ended. request may be null. */
  static ComplaintException ofOwn(
      Status status, Sent sent, String transactionId, ReplyRequest request) {
    return new ComplaintException(
        Failure.of(status, null), sent, transactionId, request, status.asRuntimeException());
  }

  /**
   * Why the bridge said no.
   *
   * @return {@code ERROR_REASON_UNSPECIFIED} where the bridge said nothing, as with a lost
   *     connection; {@code UNRECOGNIZED} where its reason is newer than this client
   */
  public ErrorReason reason() {
    return failure.knownReason();
  }

  /**
   * The reason as the bridge wrote it, known to this client or not.
   *
   * @return "" where the bridge gave none
   */
  public String reasonName() {
    return failure.reason();
  }

  /**
   * The gRPC code.
   *
   * @return never OK
   */
  public Status.Code code() {
    return failure.code();
  }

  /**
   * Whether the reply may have gone to the gateway, by this call or an earlier attempt within it.
   *
   * @return NOTHING for every call that sends nothing, such as getReply
   */
  public Sent sent() {
    return sent;
  }

  /**
   * When to come back.
   *
   * @return absent where the bridge did not say
   */
  public Optional<Duration> retryDelay() {
    return Optional.ofNullable(failure.retryDelay());
  }

  /**
   * The reply that the call was about.
   *
   * @return "" where the call was about no single one
   */
  public String transactionId() {
    return transactionId;
  }

  /**
   * The request to ask again with. It carries the transaction id.
   *
   * @return absent with calls other than reply and replyUntilSettled
   */
  public Optional<ReplyRequest> request() {
    return Optional.ofNullable(request);
  }

  /**
   * The fields at fault.
   *
   * @return empty unless the reason is INVALID_REQUEST
   */
  public List<FieldViolation> violations() {
    return failure.violations();
  }

  /**
   * What the gateway said when it refused the reply.
   *
   * @return absent where it gave no result
   */
  public Optional<GatewayResult> gatewayResult() {
    String id = failure.metadata().get("result_id");
    return Optional.ofNullable(id)
        .map(
            found ->
                new GatewayResult(found, failure.metadata().getOrDefault("result_comment", "")));
  }

  /**
   * The metadata that came with the reason.
   *
   * @return empty where the bridge gave none
   */
  public Map<String, String> metadata() {
    return failure.metadata();
  }

  Failure failure() {
    return failure;
  }

  /** The same failure, with what is known of the attempts before it. */
  ComplaintException withSent(Sent known) {
    return known == sent
        ? this
        : new ComplaintException(failure, known, transactionId, request, getCause());
  }

  private static Throwable unwrapped(Throwable thrown) {
    boolean wraps = thrown instanceof ExecutionException || thrown instanceof CompletionException;
    return wraps && thrown.getCause() != null ? unwrapped(thrown.getCause()) : thrown;
  }

  private static String describe(Failure failure, Sent sent, String transactionId) {
    return what(failure)
        + ". "
        + conclusion(failure, sent)
        + (transactionId.isEmpty() ? "" : " (transaction_id " + transactionId + ")");
  }

  private static String what(Failure failure) {
    String name = failure.isBridgesWord() ? failure.reason() : failure.code().name();
    String message = failure.message().isEmpty() ? "" : ": " + failure.message();
    String fields =
        failure.violations().stream()
            .map(fault -> fault.field() + ": " + fault.description())
            .filter(fault -> !failure.message().contains(fault))
            .map(fault -> "; " + fault)
            .collect(Collectors.joining());
    return name + message + fields;
  }

  /** What was sent and what to do, in the words of every client; not twice what is said already. */
  private static String conclusion(Failure failure, Sent sent) {
    String advice = Meaning.advice(failure, sent);
    boolean saysSo = failure.message().contains("othing was sent");
    boolean ownNothing =
        failure.isBridgesWord() ? Meaning.of(failure).sent() == Sent.NOTHING : saysSo;
    if (sent == Sent.PERHAPS && ownNothing) {
      return "But an earlier attempt may have sent it, and perhaps the consumer sees the reply: "
          + advice;
    }
    if (sent == Sent.NOTHING && saysSo) {
      return advice.substring(0, 1).toUpperCase(Locale.ROOT) + advice.substring(1);
    }
    return outcome(sent) + ": " + advice;
  }

  private static String outcome(Sent sent) {
    return switch (sent) {
      case NOTHING -> "Nothing was sent";
      case PERHAPS -> "Perhaps the consumer sees the reply";
      case REFUSED -> "The gateway got the reply and refused it";
    };
  }
}
