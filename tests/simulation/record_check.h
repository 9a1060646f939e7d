#ifndef IMAGECO_TESTS_SIMULATION_RECORD_CHECK_H_
#define IMAGECO_TESTS_SIMULATION_RECORD_CHECK_H_

#include <map>
#include <optional>
#include <string>

#include "bridge/ledger/ledger.h"
#include "tests/simulation/history.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// Watches every change of a record: that it says what truly happened, that what is settled stays,
// and that an unknown one is settled by an operator alone. Keeps its own copy of all records.
class RecordCheck {
 public:
  RecordCheck(World& world, History& history) : world_(world), history_(history) {}

  // A record is as given now, because of that.
  void Claimed(const bridge::ledger::Key& key, const bridge::ledger::Record& record,
               ProcessId process);
  void Settled(const bridge::ledger::Key& key, const bridge::ledger::Record& record,
               ProcessId process);
  void Released(const bridge::ledger::Key& key, ProcessId process);
  void Expired(const bridge::ledger::Key& key, const bridge::ledger::Record& record);
  void Decided(const bridge::ledger::Key& key, const bridge::ledger::Record& record);

  // How a reply ended, as it is on record; nothing while it is claimed or has no record.
  std::optional<bridge::ledger::Ending> EndingOf(const bridge::ledger::Key& key) const;

  // After the run: that every record says what truly became of its reply.
  void Finish();

 private:
  using Ending = bridge::ledger::Ending;

  // A change of that name happens to a claim, or to one that is unknown.
  void ExpectBefore(const bridge::ledger::Key& key, bool claimed, const char* change);
  void ExpectTrue(const bridge::ledger::Key& key, Ending ending);

  // Nothing: it is claimed.
  using State = std::optional<Ending>;

  World& world_;
  History& history_;
  std::map<bridge::ledger::Key, State> states_;
  std::map<bridge::ledger::Key, bool> decided_;  // whether an operator ever had a word
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_RECORD_CHECK_H_
