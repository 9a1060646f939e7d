#include "clients/complaintctl/call/advice.h"

#include <algorithm>
#include <iterator>

#include "clients/cpp/src/reasons.h"

namespace imageco::complaintctl {
namespace {

using complaint::Code;
using complaint::Reason;
using complaint::Sent;

struct Row {
  Reason reason;
  Advice advice;
};

constexpr Row kByReason[] = {
    {Reason::kInvalidRequest, {ExitCode::kFailed, "Mend every field named above."}},
    {Reason::kMerchantNotConfigured,
     {ExitCode::kFailed,
      "Check --isspid, or have the merchant added to the bridge's configuration."}},
    {Reason::kReplyNotFound,
     {ExitCode::kFailed,
      "No reply was sent under this id, or its record was purged: check --isspid and "
      "--transaction-id."}},
    {Reason::kCallerNotAllowed,
     {ExitCode::kFailed,
      "complaintctl whoami tells who the bridge takes you for, and what you may do. Show a "
      "certificate "
      "(--certificate-file, --key-file) or a token (--token-file) that may, or "
      "have the caller added to the bridge's configuration; list and settle want `admin` there."}},
    {Reason::kTransactionIdReused,
     {ExitCode::kFailed,
      "Another reply was sent under this id. For a new reply use a new transaction id."}},
    {Reason::kGatewayRejected,
     {ExitCode::kFailed, "Read the comment. A new attempt takes a new transaction id."}},
    {Reason::kOutcomeUnknown,
     {ExitCode::kOutcomeUnknown,
      "Ask again with the same transaction id, or look at the complaint. Never send it under a new "
      "id: the consumer may see it twice."}},
    {Reason::kReplyInProgress,
     {ExitCode::kOutcomeUnknown,
      "Another replica of the bridge is sending this reply. Ask again with the same transaction "
      "id."}},
    {Reason::kGatewayUnreachable,
     {ExitCode::kNothingSent,
      "The bridge cannot reach the gateway. Retry with the same transaction id."}},
    {Reason::kCircuitOpen,
     {ExitCode::kNothingSent,
      "The gateway failed too often just now. Retry after the delay, with the same transaction "
      "id."}},
    {Reason::kLedgerUnavailable,
     {ExitCode::kNothingSent,
      "The bridge cannot use its ledger. Retry with the same transaction id."}},
    {Reason::kDraining,
     {ExitCode::kNothingSent, "This server is going down. Retry with the same transaction id."}},
    {Reason::kRateLimited,
     {ExitCode::kNothingSent,
      "The merchant's rate is used up, or the caller's. Retry after the delay, with the same "
      "transaction id."}},
    {Reason::kOverloaded,
     {ExitCode::kNothingSent,
      "Too many replies are under way. Retry after the delay, with the same transaction id."}},
    {Reason::kDeadlineTooShort,
     {ExitCode::kNothingSent, "Retry with a longer --deadline and the same transaction id."}},
    {Reason::kReplyNotUnknown,
     {ExitCode::kFailed,
      "There is nothing to settle: complaintctl get tells the state of this reply."}},
};

// In the words of every client.
constexpr std::string_view kCheck =
    "Check the address, TLS or plaintext, the certificates, the token and what stands in front of "
    "the bridge.";
constexpr Advice kNotReached = {ExitCode::kNothingSent, kCheck};
constexpr Advice kTurnedAway = {ExitCode::kFailed, kCheck};
constexpr Advice kBroken = {ExitCode::kFailed,
                            "The bridge failed in a way it has no name for: see its log."};
constexpr Advice kAnswerLost = {ExitCode::kOutcomeUnknown,
                                "The bridge's word was lost or is not known here. Ask again with "
                                "the same transaction id; never "
                                "send it under a new one."};

constexpr Advice kRecordLost = {
    .exit = ExitCode::kOutcomeUnknown,
    .text =
        "The bridge's word was lost or is not known here: perhaps the finding is recorded. Ask "
        "complaintctl get; settle again only where the state is still UNKNOWN.",
    .perhaps_recorded = true};

bool MayPass(Code code) {
  return code == Code::kUnavailable || code == Code::kDeadlineExceeded ||
         code == Code::kCancelled || code == Code::kResourceExhausted || code == Code::kAborted;
}

}  // namespace

const Advice* FindAdvice(Reason reason) {
  const auto* row = std::find_if(std::begin(kByReason), std::end(kByReason),
                                 [&](const Row& r) { return r.reason == reason; });
  return row == std::end(kByReason) ? nullptr : &row->advice;
}

Advice AdviceFor(const Failure& failure) {
  const complaint::Error& error = failure.error;
  if (const Advice* advice = FindAdvice(error.reason)) return *advice;
  if (error.reason == Reason::kNone && complaint::IsTurnedAway(error.code)) return kTurnedAway;
  if (error.sent == Sent::kPerhaps) return kAnswerLost;
  if (failure.settles) return kRecordLost;
  return MayPass(error.code) ? kNotReached : kBroken;
}

}  // namespace imageco::complaintctl
