#include "clients/cpp/src/reasons.h"

#include <algorithm>
#include <iterator>

namespace imageco::complaint {
namespace {

constexpr ReasonMeaning kMeanings[] = {
    {"INVALID_REQUEST", Reason::kInvalidRequest, Code::kInvalidArgument, Sent::kNothing,
     /*ask_again=*/false, "Mend the fields."},
    {"MERCHANT_NOT_CONFIGURED", Reason::kMerchantNotConfigured, Code::kNotFound, Sent::kNothing,
     /*ask_again=*/false, "Check the isspid, or have it added to the bridge's configuration."},
    {"REPLY_NOT_FOUND", Reason::kReplyNotFound, Code::kNotFound, Sent::kNothing,
     /*ask_again=*/false, "Check the isspid and the transaction_id."},
    {"CALLER_NOT_ALLOWED", Reason::kCallerNotAllowed, Code::kPermissionDenied, Sent::kNothing,
     /*ask_again=*/false,
     "Show a certificate that may call for this merchant, or have it added to the bridge's "
     "configuration."},
    {"TRANSACTION_ID_REUSED", Reason::kTransactionIdReused, Code::kAlreadyExists, Sent::kNothing,
     /*ask_again=*/false, "Another reply has this transaction_id: use a new one."},
    {"GATEWAY_REJECTED", Reason::kGatewayRejected, Code::kFailedPrecondition, Sent::kRefused,
     /*ask_again=*/false, "Read the gateway's comment; a new attempt takes a new transaction_id."},
    {"OUTCOME_UNKNOWN", Reason::kOutcomeUnknown, Code::kUnknown, Sent::kPerhaps,
     /*ask_again=*/false,
     "Ask again later with the same transaction_id, or look at the complaint; never send it under "
     "a new one."},
    {"REPLY_IN_PROGRESS", Reason::kReplyInProgress, Code::kAborted, Sent::kPerhaps,
     /*ask_again=*/true, "Ask again with the same transaction_id."},
    {"GATEWAY_UNREACHABLE", Reason::kGatewayUnreachable, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, "Retry with the same transaction_id."},
    {"CIRCUIT_OPEN", Reason::kCircuitOpen, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, "Retry after the delay, with the same transaction_id."},
    {"LEDGER_UNAVAILABLE", Reason::kLedgerUnavailable, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, "Retry with the same transaction_id, and no other."},
    {"DRAINING", Reason::kDraining, Code::kUnavailable, Sent::kNothing,
     /*ask_again=*/true, "Retry with the same transaction_id."},
    {"RATE_LIMITED", Reason::kRateLimited, Code::kResourceExhausted, Sent::kNothing,
     /*ask_again=*/true, "Retry after the delay, with the same transaction_id."},
    {"OVERLOADED", Reason::kOverloaded, Code::kResourceExhausted, Sent::kNothing,
     /*ask_again=*/true, "Retry after the delay, with the same transaction_id."},
    {"DEADLINE_TOO_SHORT", Reason::kDeadlineTooShort, Code::kDeadlineExceeded, Sent::kNothing,
     /*ask_again=*/true, "Retry with a longer timeout and the same transaction_id."},
    {"REPLY_NOT_UNKNOWN", Reason::kReplyNotUnknown, Code::kFailedPrecondition, Sent::kNothing,
     /*ask_again=*/false, "There is nothing to settle: GetReply tells the state."},
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
