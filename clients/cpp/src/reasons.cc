#include "clients/cpp/src/reasons.h"

#include <algorithm>
#include <iterator>

namespace imageco::complaint {
namespace {

constexpr ReasonMeaning kMeanings[] = {
    {"INVALID_REQUEST", Reason::kInvalidRequest, Code::kInvalidArgument, Sent::kNothing,
     /*ask_again=*/false, "fix the fields named"},
    {"MERCHANT_NOT_CONFIGURED", Reason::kMerchantNotConfigured, Code::kNotFound, Sent::kNothing,
     /*ask_again=*/false, "check the isspid"},
    {"REPLY_NOT_FOUND", Reason::kReplyNotFound, Code::kNotFound, Sent::kNothing,
     /*ask_again=*/false, "check isspid and transaction_id"},
    {"CALLER_NOT_ALLOWED", Reason::kCallerNotAllowed, Code::kPermissionDenied, Sent::kNothing,
     /*ask_again=*/false, "check the certificate or the token, and the isspid"},
    {"TRANSACTION_ID_REUSED", Reason::kTransactionIdReused, Code::kAlreadyExists, Sent::kNothing,
     /*ask_again=*/false, "use a new transaction_id for a new reply"},
    {"GATEWAY_REJECTED", Reason::kGatewayRejected, Code::kFailedPrecondition, Sent::kRefused,
     /*ask_again=*/false, "read the comment; a new attempt takes a new transaction_id"},
    {"OUTCOME_UNKNOWN", Reason::kOutcomeUnknown, Code::kUnknown, Sent::kPerhaps,
     /*ask_again=*/false, kAskAgain},
    {"REPLY_IN_PROGRESS", Reason::kReplyInProgress, Code::kAborted, Sent::kPerhaps,
     /*ask_again=*/true, kAskAgain},
    {"GATEWAY_UNREACHABLE", Reason::kGatewayUnreachable, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, kRetry},
    {"CIRCUIT_OPEN", Reason::kCircuitOpen, Code::kUnavailable, Sent::kNothing, /*ask_again=*/true,
     kRetry},
    {"LEDGER_UNAVAILABLE", Reason::kLedgerUnavailable, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, kRetry},
    {"DRAINING", Reason::kDraining, Code::kUnavailable, Sent::kNothing, /*ask_again=*/true, kRetry},
    {"RATE_LIMITED", Reason::kRateLimited, Code::kResourceExhausted, Sent::kNothing,
     /*ask_again=*/true, kRetry},
    {"OVERLOADED", Reason::kOverloaded, Code::kResourceExhausted, Sent::kNothing,
     /*ask_again=*/true, kRetry},
    {"DEADLINE_TOO_SHORT", Reason::kDeadlineTooShort, Code::kDeadlineExceeded, Sent::kNothing,
     /*ask_again=*/true, "retry with a longer deadline and the same transaction_id"},
    {"REPLY_NOT_UNKNOWN", Reason::kReplyNotUnknown, Code::kFailedPrecondition, Sent::kNothing,
     /*ask_again=*/false, "nothing is open: GetReply tells the state"},
};

template <typename Predicate>
const ReasonMeaning* FindIf(Predicate predicate) {
  const auto* found = std::find_if(std::begin(kMeanings), std::end(kMeanings), predicate);
  return found == std::end(kMeanings) ? nullptr : found;
}

}  // namespace

const ReasonMeaning* FindMeaning(Reason reason) {
  return FindIf([reason](const ReasonMeaning& row) { return row.reason == reason; });
}

const ReasonMeaning* FindMeaning(std::string_view name) {
  return FindIf([name](const ReasonMeaning& row) { return row.name == name; });
}

bool IsTurnedAway(Code code) {
  return code == Code::kUnimplemented || code == Code::kUnauthenticated;
}

}  // namespace imageco::complaint
