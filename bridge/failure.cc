#include "bridge/failure.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge {
namespace {

using namespace complaint::v1;  // NOLINT(google-build-using-namespace): the reasons

// With the gateway's texts, too, all details stay well below 4 KB.
constexpr size_t kMessageBytesMax = 1280;
constexpr absl::Duration kRetryCannotPrepare = absl::Seconds(1);

Failure Of(ErrorReason reason, const std::string& message) {
  Failure failure;
  failure.reason = reason;
  failure.message = gateway::Shortened(message, kMessageBytesMax);
  return failure;
}

}  // namespace

Failure InvalidRequest(std::vector<gateway::FieldFault> faults) {
  std::string message = "the request breaks the rules of its fields, nothing was sent";
  if (!faults.empty()) {
    absl::StrAppend(&message, ": ", faults[0].field, ": ", faults[0].description);
  }
  if (faults.size() > 1) absl::StrAppend(&message, " (and ", faults.size() - 1, " more)");
  Failure failure = Of(INVALID_REQUEST, message);
  failure.faults = std::move(faults);
  return failure;
}

Failure CannotPrepare(const absl::Status& status) {
  const std::string message =
      absl::StrCat("the message could not be made; nothing was sent: ", status.message());
  if (!absl::IsResourceExhausted(status)) return Of(INVALID_REQUEST, message);
  Failure failure = Of(OVERLOADED, message);
  failure.retry_after = kRetryCannotPrepare;
  return failure;
}

Failure MerchantNotConfigured(const std::string& isspid) {
  return Of(MERCHANT_NOT_CONFIGURED,
            absl::StrCat("isspid ", isspid, " is not configured here; nothing was sent"));
}

Failure ReplyNotFound() {
  return Of(REPLY_NOT_FOUND, "there is no record of a reply under this transaction_id");
}

Failure ReplyNotUnknown() {
  return Of(REPLY_NOT_UNKNOWN,
            "the outcome of this reply is not unknown, or no longer; nothing was changed");
}

Failure TransactionIdReused() {
  return Of(TRANSACTION_ID_REUSED,
            "another reply was sent under this transaction_id; this one was not sent");
}

Failure ReplyInProgress() {
  return Of(REPLY_IN_PROGRESS, "this reply is being sent elsewhere; ask again with the same id");
}

Failure LedgerUnavailable(const absl::Status& status) {
  return Of(LEDGER_UNAVAILABLE,
            absl::StrCat("the ledger is unavailable; this call sent nothing: ", status.message()));
}

Failure Draining() { return Of(DRAINING, "this server is going down; nothing was sent"); }

Failure OutcomeUnknown(const std::string& why) {
  return Of(OUTCOME_UNKNOWN,
            absl::StrCat("perhaps the consumer sees this reply: ", why,
                         "; look at the complaint, never send it under a new transaction_id"));
}

Failure GatewayRejected(const std::string& result_id, const std::string& comment, int http_status) {
  if (result_id.empty()) {
    Failure failure =
        Of(GATEWAY_REJECTED,
           absl::StrCat("the gateway refused this reply by HTTP status ", http_status));
    failure.metadata["http_status"] = absl::StrCat(http_status);
    return failure;
  }
  const std::string id(gateway::Shortened(result_id, kResultIdBytesMax));
  const std::string shortened(gateway::Shortened(comment, kResultCommentBytesMax));
  Failure failure = Of(GATEWAY_REJECTED, absl::StrCat("the gateway refused this reply with result ",
                                                      id, ": ", shortened));
  failure.metadata = {{"result_id", id}, {"result_comment", shortened}};
  return failure;
}

Failure FromRefusal(const admission::Refusal& refusal) {
  using Why = admission::Refusal::Why;
  Failure failure;
  switch (refusal.why) {
    case Why::kRateLimited:
      failure = Of(RATE_LIMITED, "the merchant's rate is used up; this call sent nothing");
      break;
    case Why::kRateUnknown:
      failure =
          Of(LEDGER_UNAVAILABLE,
             "the merchant's rate is settled in the ledger, which is unavailable; nothing was "
             "sent");
      break;
    case Why::kOverloaded:
      failure = Of(OVERLOADED, "too many replies are under way; this call sent nothing");
      break;
    case Why::kCircuitOpen:
      failure = Of(CIRCUIT_OPEN, "the gateway failed too often just now; nothing was sent");
      break;
    case Why::kDeadlineTooShort:
      return Of(DEADLINE_TOO_SHORT, "the deadline left no time to send; nothing was sent");
    case Why::kCallerGone:
      return Of(DEADLINE_TOO_SHORT, "the caller went away before the send; nothing was sent");
    case Why::kDraining:
      return Draining();
  }
  failure.retry_after = refusal.retry_after;
  return failure;
}

std::optional<Failure> NothingTaken(const gateway::Outcome& outcome) {
  if (const auto* not_sent = std::get_if<gateway::NotSent>(&outcome)) {
    return Of(GATEWAY_UNREACHABLE,
              absl::StrCat("no connection to the gateway, nothing was sent: ", not_sent->why));
  }
  const auto* deferred = std::get_if<gateway::Deferred>(&outcome);
  if (deferred == nullptr) return std::nullopt;
  Failure failure = Of(RATE_LIMITED, absl::StrCat("the gateway took nothing and asks to come back "
                                                  "later: ",
                                                  deferred->why));
  failure.retry_after = deferred->retry_after;
  return failure;
}

}  // namespace imageco::bridge
