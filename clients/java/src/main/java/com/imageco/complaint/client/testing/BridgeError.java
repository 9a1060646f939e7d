package com.imageco.complaint.client.testing;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.imageco.complaint.client.FieldViolation;
import com.imageco.complaint.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An error as the bridge writes it.
 *
 * @param retryDelay may be null
 */
record BridgeError(
    String reason,
    Status.Code code,
    String message,
    Map<String, String> metadata,
    List<FieldViolation> violations,
    Duration retryDelay) {
  private static final String DOMAIN = "complaint.imageco";

  static BridgeError of(ErrorReason reason, String message) {
    return of(reason.name(), codeOf(reason), message);
  }

  static BridgeError of(String reason, Status.Code code, String message) {
    return new BridgeError(reason, code, message, Map.of(), List.of(), null);
  }

  BridgeError withMetadata(Map<String, String> changed) {
    return new BridgeError(reason, code, message, changed, violations, retryDelay);
  }

  BridgeError withViolations(List<FieldViolation> changed) {
    return new BridgeError(reason, code, message, metadata, changed, retryDelay);
  }

  BridgeError withRetryDelay(Duration changed) {
    return new BridgeError(reason, code, message, metadata, violations, changed);
  }

  StatusRuntimeException toException() {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message);
    status.addDetails(
        Any.pack(
            ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(reason)
                .putAllMetadata(metadata)
                .build()));
    if (retryDelay != null) {
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(retryLength()).build()));
    }
    if (!violations.isEmpty()) {
      status.addDetails(Any.pack(badRequest()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private com.google.protobuf.Duration retryLength() {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(retryDelay.getSeconds())
        .setNanos(retryDelay.getNano())
        .build();
  }

  private BadRequest badRequest() {
    BadRequest.Builder bad = BadRequest.newBuilder();
    violations.forEach(
        fault ->
            bad.addFieldViolationsBuilder()
                .setField(fault.field())
                .setDescription(fault.description()));
    return bad.build();
  }

  private static Status.Code codeOf(ErrorReason reason) {
    return switch (reason) {
      case INVALID_REQUEST -> Status.Code.INVALID_ARGUMENT;
      case MERCHANT_NOT_CONFIGURED, REPLY_NOT_FOUND -> Status.Code.NOT_FOUND;
      case CALLER_NOT_ALLOWED -> Status.Code.PERMISSION_DENIED;
      case TRANSACTION_ID_REUSED -> Status.Code.ALREADY_EXISTS;
      case GATEWAY_REJECTED, REPLY_NOT_UNKNOWN -> Status.Code.FAILED_PRECONDITION;
      case OUTCOME_UNKNOWN -> Status.Code.UNKNOWN;
      case REPLY_IN_PROGRESS -> Status.Code.ABORTED;
      case GATEWAY_UNREACHABLE, CIRCUIT_OPEN, LEDGER_UNAVAILABLE, DRAINING ->
          Status.Code.UNAVAILABLE;
      case RATE_LIMITED, OVERLOADED -> Status.Code.RESOURCE_EXHAUSTED;
      case DEADLINE_TOO_SHORT -> Status.Code.DEADLINE_EXCEEDED;
      case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the bridge gives no such reason: " + reason);
    };
  }
}
