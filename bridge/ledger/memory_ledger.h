#ifndef IMAGECO_BRIDGE_LEDGER_MEMORY_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_MEMORY_LEDGER_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bridge/base/loop.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge::ledger {

struct MemoryLedgerOptions {
  size_t records_max = 1'000'000;
  absl::Duration retention = absl::Hours(24 * 7);
};

// Forgets everything when the process ends: for trials and tests. A settled record goes after the
// retention; an unknown one stays. Full of what must stay, it takes no claims.
class MemoryLedger : public Ledger {
 public:
  MemoryLedger(const base::Loop& loop, MemoryLedgerOptions options)
      : loop_(loop), options_(options) {}

  base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override;
  base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override;
  base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override;
  base::Task<absl::Status> Release(Key key) override;
  base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override;
  base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override;

 private:
  struct Purgeable {
    base::SteadyTime since;      // by which it is old: nobody sets that clock
    absl::Time settlement_time;  // tells it from a later one
    Key key;
  };

  void Purge();
  void LetPurge(absl::Time settlement_time, Key key);
  // The record of this claim; null where there is none.
  Record* FindClaim(const Key& key);

  const base::Loop& loop_;
  const MemoryLedgerOptions options_;
  absl::flat_hash_map<Key, Record> records_;
  // What was settled, the oldest first; a record that goes again stands there in vain.
  std::deque<Purgeable> purgeable_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_MEMORY_LEDGER_H_
