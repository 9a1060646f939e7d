#include "tests/simulation/record_check.h"

namespace imageco::simulation {
namespace {

using bridge::ledger::Ending;
using bridge::ledger::Key;
using bridge::ledger::Record;

const char* Name(Ending ending) {
  switch (ending) {
    case Ending::kDelivered:
      return "delivered";
    case Ending::kRejected:
      return "rejected";
    case Ending::kUnknown:
      return "unknown";
    case Ending::kNotDelivered:
      break;
  }
  return "not delivered";
}

}  // namespace

void RecordCheck::ExpectBefore(const Key& key, bool claimed, const char* change) {
  const auto state = states_.find(key);
  const bool fits =
      state != states_.end() && (claimed ? !state->second : state->second == Ending::kUnknown);
  if (!fits) world_.Violation("a record was ", change, " that could not be: ", key.transaction_id);
}

void RecordCheck::ExpectTrue(const Key& key, Ending ending) {
  const bool applied = history_.Applied(key);
  const bool refused = history_.Refused(key);
  const bool is_true = ending == Ending::kDelivered  ? applied
                       : ending == Ending::kRejected ? refused && !applied
                                                     : true;
  if (!is_true) {
    world_.Violation("the record says ", Name(ending), ", which is not so: ", key.transaction_id);
  }
}

void RecordCheck::Claimed(const Key& key, const Record&, ProcessId process) {
  world_.Trace("  store: ", key.transaction_id, " claimed by process ", process);
  const auto state = states_.find(key);
  if (state != states_.end() && state->second && state->second != Ending::kNotDelivered) {
    world_.Violation("a settled record was claimed anew: ", key.transaction_id);
  }
  states_[key] = std::nullopt;
}

void RecordCheck::Settled(const Key& key, const Record& record, ProcessId process) {
  const Ending ending = record.settlement->ending;
  world_.Trace("  store: ", key.transaction_id, " settled as ", Name(ending), " by process ",
               process);
  ExpectBefore(key, true, "settled");
  ExpectTrue(key, ending);
  if (ending == Ending::kNotDelivered) {
    world_.Violation("a process settled as not delivered: ", key.transaction_id);
  }
  states_[key] = ending;
}

void RecordCheck::Released(const Key& key, ProcessId process) {
  world_.Trace("  store: ", key.transaction_id, " released by process ", process);
  ExpectBefore(key, true, "released");
  for (const auto& attempt : history_.Of(key)) {
    if (attempt->process == process && (attempt->applied || attempt->under_way)) {
      world_.Violation("released, and its message is at the gateway: ", key.transaction_id);
    }
  }
  if (decided_.count(key) != 0) {
    states_[key] = Ending::kNotDelivered;
  } else {
    states_.erase(key);
  }
}

void RecordCheck::Expired(const Key& key, const Record&) {
  world_.Trace("  store: ", key.transaction_id, " is unknown: its process died");
  ExpectBefore(key, true, "expired");
  states_[key] = Ending::kUnknown;
}

void RecordCheck::Decided(const Key& key, const Record& record) {
  const Ending ending = record.settlement->ending;
  world_.Trace("  store: ", key.transaction_id, " settled as ", Name(ending), " by the operator");
  ExpectBefore(key, false, "decided");
  ExpectTrue(key, ending);
  decided_[key] = true;
  states_[key] = ending;
}

std::optional<Ending> RecordCheck::EndingOf(const Key& key) const {
  const auto state = states_.find(key);
  return state == states_.end() ? std::nullopt : state->second;
}

void RecordCheck::Finish() {
  for (const auto& [key, state] : states_) {
    if (!state) world_.Violation("a claim remains: ", key.transaction_id);
    if (state == Ending::kUnknown) world_.Violation("unknown remains: ", key.transaction_id);
    if (state) ExpectTrue(key, *state);
  }
}

}  // namespace imageco::simulation
