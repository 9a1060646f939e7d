#ifndef IMAGECO_COMPLAINT_ERROR_H_
#define IMAGECO_COMPLAINT_ERROR_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imageco/complaint/reply.h"

namespace imageco::complaint {

// gRPC's status codes.
enum class Code {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// Why the bridge says that a call failed. Where nothing is said of sending, nothing was sent; where
// a retry is spoken of, it takes the same transaction_id.
enum class Reason {
  // One of a later bridge, which Error::reason_name tells. Perhaps sent.
  kUnrecognized = -1,
  // The bridge said nothing: the call failed on its way. Perhaps sent, as Error::sent tells.
  kNone = 0,
  // Mend the fields in Error::violations.
  kInvalidRequest = 1,
  // This bridge does not serve the isspid.
  kMerchantNotConfigured = 2,
  // GetReply, SettleReply: there is no record.
  kReplyNotFound = 3,
  // The caller may not do this for this merchant.
  kCallerNotAllowed = 4,
  // Another reply has this transaction_id: use a new one for a new reply.
  kTransactionIdReused = 5,
  // Refused: read Error::gateway_result. A new attempt takes a new transaction_id.
  kGatewayRejected = 6,
  // Perhaps sent, and an operator finds out: ask again later, or look at the complaint. Never send
  // it
  // under a new transaction_id.
  kOutcomeUnknown = 7,
  // Perhaps sent: another replica is at it. Retry.
  kReplyInProgress = 8,
  // Retry.
  kGatewayUnreachable = 9,
  // Retry after Error::retry_delay.
  kCircuitOpen = 10,
  // Retry. An earlier call may have sent the reply.
  kLedgerUnavailable = 11,
  // Retry.
  kDraining = 12,
  // Retry after Error::retry_delay.
  kRateLimited = 13,
  // Retry after Error::retry_delay.
  kOverloaded = 14,
  // Retry with a longer timeout.
  kDeadlineTooShort = 15,
  // SettleReply: nothing is open.
  kReplyNotUnknown = 16,
};

// What of the reply reached the gateway.
enum class Sent {
  kNothing,
  kPerhaps,
  kRefused,  // it got the reply and refused it
};

// "DEADLINE_EXCEEDED", "OUTCOME_UNKNOWN" (empty for kNone and kUnrecognized), "PERHAPS".
std::string_view Name(Code code);
std::string_view Name(Reason reason);
std::string_view Name(Sent sent);

// A field of the request at fault.
struct FieldViolation {
  std::string field;  // "jump_link.url", "response_images[0]"
  std::string description;
};

// A call that failed.
struct Error {
  Code code = Code::kUnknown;
  Reason reason = Reason::kNone;
  std::string reason_name;  // the reason as the bridge wrote it; empty with kNone
  std::string message;
  Sent sent = Sent::kPerhaps;
  // Of the request; ask again with it. Empty where the call is about no reply.
  std::string transaction_id;
  std::optional<std::chrono::nanoseconds> retry_delay;  // come back no sooner
  std::vector<FieldViolation> violations;
  std::optional<GatewayResult> gateway_result;  // with kGatewayRejected, where it gave one
  std::map<std::string, std::string> metadata;  // of the bridge's ErrorInfo

  // For people, in one line: what failed, what was sent, what to do, the transaction_id. It holds
  // nothing of the reply's text.
  std::string ToString() const;
};

// What a gRPC status means, for whoever calls the bridge by a stub of their own. `details` are the
// bytes of grpc-status-details-bin; what cannot be read in them, and an ErrorInfo of another domain
// than the bridge's, does not count. `sent` is meant for a call of Reply.
Error DecodeError(Code code, std::string message, const std::string& details);

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_ERROR_H_
