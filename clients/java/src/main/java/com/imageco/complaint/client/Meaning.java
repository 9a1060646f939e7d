package com.imageco.complaint.client;

import com.imageco.complaint.v1.ErrorReason;
import io.grpc.Status;

/**
 * What a failure means to the caller.
 *
 * @param sent whether the call may have sent the reply
 * @param askAgain the same call may end otherwise a little later
 * @param advice what to do, for people
 */
record Meaning(Sent sent, boolean askAgain, String advice) {
  // In the words of every client.
  private static final String RETRY = "retry with the same transaction_id";
  private static final String ASK_AGAIN =
      "ask again with the same transaction_id or look at the complaint, never send it under a new"
          + " one";

  private static final String CHECK =
      "check the address, TLS or plaintext, the certificates, the token and what stands in front of"
          + " the bridge";

  static Meaning of(Failure failure) {
    ErrorReason reason = failure.knownReason();
    return switch (reason) {
      case ERROR_REASON_UNSPECIFIED -> withoutReason(failure.code());
      case UNRECOGNIZED -> perhaps(invitesRetry(failure.code()));
      case INVALID_REQUEST -> nothing("fix the fields named");
      case MERCHANT_NOT_CONFIGURED -> nothing("check the isspid");
      case REPLY_NOT_FOUND -> nothing("check isspid and transaction_id");
      case CALLER_NOT_ALLOWED -> nothing("check the certificate or the token, and the isspid");
      case TRANSACTION_ID_REUSED -> nothing("use a new transaction_id for a new reply");
      case GATEWAY_REJECTED ->
          new Meaning(
              Sent.REFUSED, false, "read the comment; a new attempt takes a new transaction_id");
      case OUTCOME_UNKNOWN -> perhaps(false);
      case REPLY_IN_PROGRESS -> perhaps(true);
      case GATEWAY_UNREACHABLE,
          DRAINING,
          LEDGER_UNAVAILABLE,
          CIRCUIT_OPEN,
          RATE_LIMITED,
          OVERLOADED ->
          nothingYet(RETRY);
      case DEADLINE_TOO_SHORT ->
          nothingYet("retry with a longer deadline and the same transaction_id");
      case REPLY_NOT_UNKNOWN -> nothing("nothing is open: GetReply tells the state");
    };
  }

  /** Statuses that may come from the transport, or from something between caller and bridge. */
  private static Meaning withoutReason(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, UNKNOWN, INTERNAL, CANCELLED, DEADLINE_EXCEEDED -> perhaps(true);
      // These come before the service runs.
      case UNIMPLEMENTED, UNAUTHENTICATED -> nothing(CHECK);
      default -> perhaps(false);
    };
  }

  /** What to do about a failure of which {@code sent} is known, whatever it says of itself. */
  static String advice(Failure failure, Sent sent) {
    if (sent == Sent.PERHAPS) {
      return ASK_AGAIN;
    }
    Meaning own = of(failure);
    return own.sent == Sent.PERHAPS ? adviceWhereNothingLeft(failure.code()) : own.advice;
  }

  private static String adviceWhereNothingLeft(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> CHECK;
      case RESOURCE_EXHAUSTED -> "send less";
      case INVALID_ARGUMENT, INTERNAL -> "fix the request";
      default -> RETRY;
    };
  }

  private static boolean invitesRetry(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, ABORTED, RESOURCE_EXHAUSTED -> true;
      default -> false;
    };
  }

  private static Meaning nothing(String advice) {
    return new Meaning(Sent.NOTHING, false, advice);
  }

  private static Meaning nothingYet(String advice) {
    return new Meaning(Sent.NOTHING, true, advice);
  }

  private static Meaning perhaps(boolean askAgain) {
    return new Meaning(Sent.PERHAPS, askAgain, ASK_AGAIN);
  }
}
