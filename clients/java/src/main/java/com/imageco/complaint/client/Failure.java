package com.imageco.complaint.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.imageco.complaint.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a status and its details say. Details that cannot be read are as good as absent.
 *
 * @param code the gRPC code
 * @param message the status's message, or ""
 * @param reason the name in the bridge's ErrorInfo, known here or not; "" where the bridge gave
 *     none
 * @param metadata that of the bridge's ErrorInfo
 * @param violations the fields at fault
 * @param retryDelay when to come back, or null
 */
record Failure(
    Status.Code code,
    String message,
    String reason,
    Map<String, String> metadata,
    List<FieldViolation> violations,
    Duration retryDelay) {
  private static final String DOMAIN = "complaint.imageco";
  private static final int CAUSES_MAX = 5;

  /** Of google.protobuf.Duration. */
  private static final long DELAY_SECONDS_MAX = 315_576_000_000L;

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** The status found in a throwable or its causes; UNKNOWN where there is none. */
  static Failure of(Throwable thrown) {
    return of(Status.fromThrowable(thrown), Status.trailersFromThrowable(thrown));
  }

  /** trailers may be null. */
  static Failure of(Status status, Metadata trailers) {
    List<Any> details = details(trailers);
    ErrorInfo info = bridgesWord(details);
    return new Failure(
        status.getCode(),
        message(status),
        info.getReason(),
        Map.copyOf(info.getMetadataMap()),
        violations(details),
        retryDelay(details));
  }

  /** The same, of a call that was never made; as it is where it failed for something else. */
  Failure withoutConnection() {
    boolean forWantOfOne =
        !isBridgesWord()
            && (code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED);
    return forWantOfOne
        ? new Failure(
            code,
            "no connection to the bridge: " + message,
            reason,
            metadata,
            violations,
            retryDelay)
        : this;
  }

  /** UNSPECIFIED where the bridge gave none, UNRECOGNIZED where it is newer than this client. */
  ErrorReason knownReason() {
    if (reason.isEmpty()) {
      return ErrorReason.ERROR_REASON_UNSPECIFIED;
    }
    var found = ErrorReason.getDescriptor().findValueByName(reason);
    return found == null || found.getNumber() == 0
        ? ErrorReason.UNRECOGNIZED
        : ErrorReason.valueOf(found);
  }

  /**
   * Whether gRPC refused to read a request of this size. It says the same of an answer above the
   * client's limit, so the size must be the request's.
   */
  boolean isTooLarge(int requestBytes) {
    return !isBridgesWord()
        && code == Status.Code.RESOURCE_EXHAUSTED
        && message.contains("larger than max (" + requestBytes + " vs");
  }

  boolean isBridgesWord() {
    return !reason.isEmpty();
  }

  /** gRPC's words, and those of its causes: "io exception: Connection refused". */
  private static String message(Status status) {
    StringBuilder text = new StringBuilder();
    if (status.getDescription() != null) {
      text.append(status.getDescription());
    }
    Throwable cause = status.getCause();
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
      String words = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
      if (text.indexOf(words) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(words);
      }
    }
    return text.toString();
  }

  private static List<Any> details(Metadata trailers) {
    byte[] bytes = trailers == null ? null : trailers.get(DETAILS);
    if (bytes == null) {
      return List.of();
    }
    try {
      return com.google.rpc.Status.parseFrom(bytes).getDetailsList();
    } catch (InvalidProtocolBufferException e) {
      return List.of();
    }
  }

  private static ErrorInfo bridgesWord(List<Any> details) {
    return unpack(details, ErrorInfo.class).stream()
        .filter(info -> info.getDomain().equals(DOMAIN))
        .findFirst()
        .orElse(ErrorInfo.getDefaultInstance());
  }

  private static List<FieldViolation> violations(List<Any> details) {
    return unpack(details, BadRequest.class).stream()
        .flatMap(bad -> bad.getFieldViolationsList().stream())
        .map(found -> new FieldViolation(found.getField(), found.getDescription()))
        .toList();
  }

  private static Duration retryDelay(List<Any> details) {
    return unpack(details, RetryInfo.class).stream()
        .filter(RetryInfo::hasRetryDelay)
        .map(RetryInfo::getRetryDelay)
        .filter(delay -> Math.abs(delay.getSeconds()) <= DELAY_SECONDS_MAX)
        .map(delay -> Duration.ofSeconds(delay.getSeconds()).plusNanos(delay.getNanos()))
        .filter(delay -> !delay.isNegative())
        .findFirst()
        .orElse(null);
  }

  private static <T extends Message> List<T> unpack(List<Any> details, Class<T> type) {
    List<T> found = new ArrayList<>();
    for (Any detail : details) {
      try {
        if (detail.is(type)) {
          found.add(detail.unpack(type));
        }
      } catch (InvalidProtocolBufferException e) {
        // As good as absent.
      }
    }
    return found;
  }
}
