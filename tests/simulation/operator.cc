#include "tests/simulation/operator.h"

namespace imageco::simulation {
namespace {

using bridge::ledger::Ending;
using bridge::ledger::Finding;
using bridge::ledger::KeyedRecord;
using bridge::ledger::Query;
using bridge::ledger::Record;

// Longer than anything can hang in the ledger.
constexpr absl::Duration kPauseAfterFailure = absl::Minutes(1);

}  // namespace

void Operator::LookAfter(absl::Duration pause) {
  pause += world_.random.Between(absl::Seconds(3), absl::Seconds(25));
  world_.loop.RunAfter(pause, [this] { Look(); });
}

void Operator::Look() {
  Process* process = replicas_[world_.random.Below(replicas_.size())]->process();
  if (process == nullptr) return LookAfter(absl::ZeroDuration());
  bridge::base::Spawn(process->ledger().List(Query{.endings = {Ending::kUnknown}}),
                      [this, process](absl::StatusOr<std::vector<KeyedRecord>> listed) {
                        Settle(*process, listed.ok() ? *listed : std::vector<KeyedRecord>());
                      });
}

void Operator::Settle(Process& process, const std::vector<KeyedRecord>& unknown) {
  any_failed_ = false;
  words_open_ = 1;
  for (const auto& [key, record] : unknown) {
    const bool applied = history_.Applied(key);
    if (!applied && history_.UnderWay(key)) continue;
    Finding finding;
    finding.ending = applied ? Ending::kDelivered : Ending::kNotDelivered;
    finding.settled_by = "operator";
    finding.settled_by_identity = "spiffe://operator";
    ++words_open_;
    bridge::base::Spawn(process.ledger().Decide(key, finding),
                        [this](const absl::StatusOr<Record>& record) { Settled(!record.ok()); });
  }
  Settled(false);
}

void Operator::Settled(bool failed) {
  any_failed_ |= failed;
  if (--words_open_ > 0) return;
  LookAfter(any_failed_ ? kPauseAfterFailure : absl::ZeroDuration());
}

}  // namespace imageco::simulation
