#ifndef IMAGECO_TESTS_SIMULATION_STORE_H_
#define IMAGECO_TESTS_SIMULATION_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "bridge/ledger/ledger.h"
#include "tests/simulation/history.h"
#include "tests/simulation/record_check.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// What is durable: the records of a ledger, whatever keeps them. Every call is one transaction that
// is committed when it returns.
class Store {
 public:
  // A claim's own number. Two claims of one process under one key are told apart by it.
  using Token = uint64_t;

  struct Claimant {
    ProcessId process;
    Token token;
  };

  // `lease`: how long a claim holds without its outcome; nothing: as long as its process lives.
  Store(World& world, RecordCheck& check, std::optional<absl::Duration> lease)
      : world_(world), check_(check), lease_(lease) {}

  // As ledger::Ledger describes them, for that process.
  std::optional<bridge::ledger::Record> Find(const bridge::ledger::Key& key, ProcessId reader);
  // `lost`: an earlier claim of this process that it never heard of, and so sent nothing for; 0 if
  // there is none.
  std::optional<bridge::ledger::Record> Claim(const bridge::ledger::Key& key,
                                              const bridge::ledger::Fingerprint& fingerprint,
                                              Claimant claimant, Token lost);
  absl::StatusOr<absl::Time> Settle(const bridge::ledger::Key& key, Claimant claimant,
                                    bridge::ledger::Settlement settlement);
  absl::Status Release(const bridge::ledger::Key& key, Claimant claimant);
  std::vector<bridge::ledger::KeyedRecord> List(const bridge::ledger::Query& query,
                                                ProcessId reader);
  absl::StatusOr<bridge::ledger::Record> Decide(const bridge::ledger::Key& key,
                                                bridge::ledger::Finding finding);

  // Where claims have no lease: the process that made them is gone, so they are unknown.
  void Recover();

  // Whether that process may send this reply now.
  bool HoldsClaim(const bridge::ledger::Key& key, ProcessId process);

  // How many records have not come to an end: claims and unknown ones.
  size_t open();

  const std::optional<absl::Duration>& lease() const { return lease_; }

 private:
  struct Row {
    bridge::ledger::Record record;
    Claimant claimant;
    bridge::base::SteadyTime lease_end;
  };

  // The record as it is now; null where there is none.
  Row* Current(const bridge::ledger::Key& key);
  Row* FindClaim(const bridge::ledger::Key& key, Claimant claimant);
  bridge::ledger::Record As(const Row& row, ProcessId reader) const;
  void MakeUnknown(const bridge::ledger::Key& key, Row& row);

  World& world_;
  RecordCheck& check_;
  const std::optional<absl::Duration> lease_;
  std::map<bridge::ledger::Key, Row> rows_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_STORE_H_
