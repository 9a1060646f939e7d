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
  private static final String SAME_ID = "ask again with the same transaction_id";
  private static final String SAME_ID_LATER = SAME_ID + " after the retry delay";
  private static final String NEVER_NEW =
      SAME_ID + ", or look at the complaint; never send it under a new one";

  private static final String FRONT =
      "check the target, the certificates, the token and what stands in front of the bridge";

  static Meaning of(Failure failure) {
    ErrorReason reason = failure.knownReason();
    return switch (reason) {
      case ERROR_REASON_UNSPECIFIED -> withoutReason(failure.code());
      case UNRECOGNIZED -> perhaps(invitesRetry(failure.code()), SAME_ID);
      case INVALID_REQUEST -> nothing("fix the fields named");
      case MERCHANT_NOT_CONFIGURED -> nothing("check the isspid");
      case REPLY_NOT_FOUND -> nothing("no such reply was sent, or its record was purged");
      case CALLER_NOT_ALLOWED -> nothing("check the certificate or the token, and the isspid");
      case TRANSACTION_ID_REUSED -> nothing("use a new transaction_id for a new reply");
      case GATEWAY_REJECTED ->
          new Meaning(
              Sent.REFUSED,
              false,
              "read the gateway's comment; a new attempt takes a new transaction_id");
      case OUTCOME_UNKNOWN -> perhaps(false, NEVER_NEW);
      case REPLY_IN_PROGRESS -> perhaps(true, SAME_ID);
      case GATEWAY_UNREACHABLE, DRAINING -> nothingYet(SAME_ID);
      case LEDGER_UNAVAILABLE ->
          nothingYet(SAME_ID + " and no other: an earlier call may have sent it");
      case CIRCUIT_OPEN, RATE_LIMITED, OVERLOADED -> nothingYet(SAME_ID_LATER);
      case DEADLINE_TOO_SHORT -> nothingYet(SAME_ID + " and a longer deadline");
      case REPLY_NOT_UNKNOWN -> nothing("nothing is open: getReply tells the state");
    };
  }

  /** Statuses that may come from the transport, or from something between caller and bridge. */
  private static Meaning withoutReason(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, UNKNOWN, INTERNAL, CANCELLED, DEADLINE_EXCEEDED -> perhaps(true, SAME_ID);
      // These come before the service runs.
      case UNIMPLEMENTED, UNAUTHENTICATED -> nothing(FRONT);
      default -> perhaps(false, SAME_ID);
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

  private static Meaning perhaps(boolean askAgain, String advice) {
    return new Meaning(Sent.PERHAPS, askAgain, advice);
  }

  /** What to do where the reply may have gone out after all, by an attempt before this one. */
  static String adviceAfterLostAttempt() {
    return "an earlier attempt may have sent it: " + NEVER_NEW;
  }
}
