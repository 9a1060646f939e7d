#include "tests/simulation/answer_check.h"

#include <algorithm>

namespace imageco::simulation {

using bridge::Failure;
using bridge::ledger::Ending;
using complaint::v1::ErrorReason;
using complaint::v1::ReplyResponse;

void AnswerCheck::Begin(const Call& call) {
  if (call.valid && !call.validate_only) contents_[call.key].insert(call.content);
}

void AnswerCheck::Expect(bool expected, const Call& call, const char* told) {
  if (!expected) {
    world_.Violation("told ", told, ", which is not so: ", call.key.transaction_id, " ",
                     call.content, " by process ", call.process);
  }
}

bool AnswerCheck::SentMeanwhile(const Call& call) {
  const auto& attempts = history_.Of(call.key);
  return std::any_of(attempts.begin(), attempts.end(), [&call](const auto& attempt) {
    const bool at_gateway = attempt->applied || attempt->under_way;
    return at_gateway && attempt->process == call.process && attempt->content == call.content &&
           attempt->end >= call.begin;
  });
}

// Attempts that had ended; of others the bridge could not know.
bool AnswerCheck::AppliedBefore(const Call& call) {
  const auto& attempts = history_.Of(call.key);
  return std::any_of(attempts.begin(), attempts.end(), [&call](const auto& attempt) {
    return attempt->applied && attempt->content == call.content && attempt->end < call.begin;
  });
}

bool AnswerCheck::AppliedAndNotRecorded(const Call& call) {
  if (records_.EndingOf(call.key)) return false;
  const auto& attempts = history_.Of(call.key);
  return std::any_of(attempts.begin(), attempts.end(), [&call](const auto& attempt) {
    return attempt->applied && attempt->process == call.process && attempt->end < call.begin;
  });
}

void AnswerCheck::Delivered(const Call& call, bool replayed) {
  const auto& attempts = history_.Of(call.key);
  const bool applied = std::any_of(attempts.begin(), attempts.end(), [&call](const auto& attempt) {
    return attempt->applied && attempt->content == call.content;
  });
  Expect(applied, call, "OK");
  Expect(records_.EndingOf(call.key) == Ending::kDelivered, call, "OK before it was durable");
  if (replayed) return;
  Expect(SentMeanwhile(call), call, "OK, and not a replay");
  Expect(told_delivered_.insert(call.key).second, call, "OK, and not a replay, twice");
}

// `reason` says that nothing was sent.
void AnswerCheck::NothingSent(const Call& call, ErrorReason reason) {
  Expect(!SentMeanwhile(call), call, ErrorReason_Name(reason).c_str());
  // An earlier call's message is known from the ledger; without it, only a process that has not
  // recorded its own message yet knows.
  const bool knows = reason != complaint::v1::LEDGER_UNAVAILABLE;
  const bool applied = knows ? AppliedBefore(call) : AppliedAndNotRecorded(call);
  Expect(!applied, call, ErrorReason_Name(reason).c_str());
}

void AnswerCheck::Failed(const Call& call, ErrorReason reason) {
  const std::set<std::string>& contents = contents_[call.key];
  switch (reason) {
    case complaint::v1::GATEWAY_REJECTED:
      Expect(history_.Refused(call.key) && !history_.Applied(call.key), call, "GATEWAY_REJECTED");
      return Expect(records_.EndingOf(call.key) == Ending::kRejected, call,
                    "GATEWAY_REJECTED before it was durable");
    case complaint::v1::OUTCOME_UNKNOWN:
      return Expect(!world_.faults.none(), call, "OUTCOME_UNKNOWN without a fault");
    case complaint::v1::REPLY_IN_PROGRESS:
      return Expect(shared_ || !world_.faults.none(), call, "REPLY_IN_PROGRESS");
    case complaint::v1::TRANSACTION_ID_REUSED:
      Expect(contents.size() > contents.count(call.content), call, "TRANSACTION_ID_REUSED");
      return NothingSent(call, reason);
    case complaint::v1::INVALID_REQUEST:
    case complaint::v1::MERCHANT_NOT_CONFIGURED:
      Expect(!call.valid, call, "that the request is at fault");
      return NothingSent(call, reason);
    case complaint::v1::GATEWAY_UNREACHABLE:
    case complaint::v1::CIRCUIT_OPEN:
    case complaint::v1::LEDGER_UNAVAILABLE:
    case complaint::v1::RATE_LIMITED:
    case complaint::v1::OVERLOADED:
    case complaint::v1::DEADLINE_TOO_SHORT:
      return NothingSent(call, reason);
    default:
      return Expect(false, call, ErrorReason_Name(reason).c_str());
  }
}

void AnswerCheck::Answered(const Call& call, const bridge::ReplyResult& result) {
  ++answers_;
  if (const auto* failure = std::get_if<Failure>(&result)) {
    world_.Trace("process ", call.process, " answers ", call.key.transaction_id, " ", call.content,
                 ": ", ErrorReason_Name(failure->reason), ": ", failure->message);
    return Failed(call, failure->reason);
  }
  const bool replayed = std::get<ReplyResponse>(result).replayed();
  world_.Trace("process ", call.process, " answers ", call.key.transaction_id, " ", call.content,
               replayed ? ": OK, replayed" : ": OK");
  if (!call.validate_only) Delivered(call, replayed);
}

}  // namespace imageco::simulation
