#include "clients/complaintctl/call/advice.h"

#include <algorithm>
#include <iterator>

namespace imageco::complaintctl {
namespace {

using namespace complaint::v1;  // NOLINT(google-build-using-namespace): the enumerators' names

struct Row {
  ErrorReason reason;
  Advice advice;
};

constexpr Row kByReason[] = {
    {INVALID_REQUEST, {Sent::kNothing, ExitCode::kFailed, "Mend every field named above."}},
    {MERCHANT_NOT_CONFIGURED,
     {Sent::kNothing, ExitCode::kFailed,
      "Check --isspid, or have the merchant added to the bridge's configuration."}},
    {REPLY_NOT_FOUND,
     {Sent::kNothing, ExitCode::kFailed,
      "No reply was sent under this id, or its record was purged: check --isspid and "
      "--transaction-id."}},
    {CALLER_NOT_ALLOWED,
     {Sent::kNothing, ExitCode::kFailed,
      "Show a certificate that may call for this merchant (--certificate-file, --key-file), or "
      "have the caller added to the bridge's configuration; list and settle want `admin` there."}},
    {TRANSACTION_ID_REUSED,
     {Sent::kNothing, ExitCode::kFailed,
      "Another reply was sent under this id. For a new reply use a new transaction id."}},
    {GATEWAY_REJECTED,
     {Sent::kRefused, ExitCode::kFailed,
      "Read the comment. A new attempt takes a new transaction id."}},
    {OUTCOME_UNKNOWN,
     {Sent::kPerhaps, ExitCode::kOutcomeUnknown,
      "Ask again with the same transaction id, or look at the complaint. Never send it under a new "
      "id: the consumer may see it twice."}},
    {REPLY_IN_PROGRESS,
     {Sent::kPerhaps, ExitCode::kOutcomeUnknown,
      "Another replica of the bridge is sending this reply. Ask again with the same transaction "
      "id."}},
    {GATEWAY_UNREACHABLE,
     {Sent::kNothing, ExitCode::kNothingSent,
      "The bridge cannot reach the gateway. Retry with the same transaction id."}},
    {CIRCUIT_OPEN,
     {Sent::kNothing, ExitCode::kNothingSent,
      "The gateway failed too often just now. Retry after the delay, with the same transaction "
      "id."}},
    {LEDGER_UNAVAILABLE,
     {Sent::kNothing, ExitCode::kNothingSent,
      "The bridge cannot use its ledger. Retry with the same transaction id."}},
    {DRAINING,
     {Sent::kNothing, ExitCode::kNothingSent,
      "This server is going down. Retry with the same transaction id."}},
    {RATE_LIMITED,
     {Sent::kNothing, ExitCode::kNothingSent,
      "The merchant's rate is used up. Retry after the delay, with the same transaction id."}},
    {OVERLOADED,
     {Sent::kNothing, ExitCode::kNothingSent,
      "Too many replies are under way. Retry after the delay, with the same transaction id."}},
    {DEADLINE_TOO_SHORT,
     {Sent::kNothing, ExitCode::kNothingSent,
      "Retry with a longer --deadline and the same transaction id."}},
    {REPLY_NOT_UNKNOWN,
     {Sent::kNothing, ExitCode::kFailed,
      "There is nothing to settle: complaintctl get tells the state of this reply."}},
};

constexpr Advice kNotReached = {
    Sent::kNothing, ExitCode::kNothingSent,
    "The bridge gave no answer: check that it runs, --server and the TLS flags, then retry."};
constexpr Advice kTurnedAway = {
    Sent::kNothing, ExitCode::kFailed,
    "The call was turned away before it came to the bridge: check --server, the certificates and "
    "what stands in front."};
constexpr Advice kBroken = {Sent::kNothing, ExitCode::kFailed,
                            "The bridge failed in a way it has no name for: see its log."};
constexpr Advice kAnswerLost = {Sent::kPerhaps, ExitCode::kOutcomeUnknown,
                                "The bridge's word was lost or is not known here. Ask again with "
                                "the same transaction id; never "
                                "send it under a new one."};

constexpr Advice kRecordLost = {
    .sent = Sent::kNothing,
    .exit = ExitCode::kOutcomeUnknown,
    .text =
        "The bridge's word was lost or is not known here: perhaps the finding is recorded. Ask "
        "complaintctl get; settle again only where the state is still UNKNOWN.",
    .perhaps_recorded = true};

bool MayPass(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kCancelled || code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kAborted;
}

bool IsTurnedAway(absl::StatusCode code) {
  return code == absl::StatusCode::kUnimplemented || code == absl::StatusCode::kUnauthenticated ||
         code == absl::StatusCode::kPermissionDenied;
}

}  // namespace

const Advice* FindAdvice(ErrorReason reason) {
  const auto* row = std::find_if(std::begin(kByReason), std::end(kByReason),
                                 [&](const Row& r) { return r.reason == reason; });
  return row == std::end(kByReason) ? nullptr : &row->advice;
}

Advice AdviceFor(const Failure& failure) {
  ErrorReason reason = ERROR_REASON_UNSPECIFIED;
  if (ErrorReason_Parse(failure.reason, &reason)) {
    if (const Advice* advice = FindAdvice(reason)) return *advice;
  }
  if (failure.reason.empty() && IsTurnedAway(failure.code)) return kTurnedAway;
  if (failure.effect == Effect::kSend) return kAnswerLost;
  if (failure.effect == Effect::kSettle) return kRecordLost;
  return MayPass(failure.code) ? kNotReached : kBroken;
}

}  // namespace imageco::complaintctl
