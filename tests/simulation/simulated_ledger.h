#ifndef IMAGECO_TESTS_SIMULATION_SIMULATED_LEDGER_H_
#define IMAGECO_TESTS_SIMULATION_SIMULATED_LEDGER_H_

#include <functional>
#include <map>

#include "bridge/ledger/ledger.h"
#include "tests/simulation/answer.h"
#include "tests/simulation/database.h"
#include "tests/simulation/store.h"

namespace imageco::simulation {

struct LedgerOptions {
  // How long before the end of its lease a claim may no longer be used to send.
  absl::Duration send_margin;
  // A claim whose answer was lost is found again and used.
  bool takes_up_lost_claims = false;
  // Every claim has a number of its own. Without, what comes late meets a later claim.
  bool numbers_claims = true;
};

// The ledger of one process over a store that others share: keeps what ledger::Ledger promises,
// as SQLite (claims have no lease) and PostgreSQL (they have) would, through everything that the
// database does to it. Without leases, a claim that fails is not on record.
class SimulatedLedger final : public bridge::ledger::Ledger {
 public:
  SimulatedLedger(ProcessLoop& loop, Database& database, Store& store, ProcessId process,
                  const LedgerOptions& options)
      : loop_(loop), database_(database), store_(store), process_(process), options_(options) {}

  bridge::base::Task<absl::StatusOr<std::optional<bridge::ledger::Record>>> Find(
      bridge::ledger::Key key) override;
  bridge::base::Task<absl::StatusOr<bridge::ledger::Claimed>> Claim(
      bridge::ledger::Key key, bridge::ledger::Fingerprint fingerprint) override;
  bridge::base::Task<absl::StatusOr<absl::Time>> Settle(
      bridge::ledger::Key key, bridge::ledger::Settlement settlement) override;
  bridge::base::Task<absl::Status> Release(bridge::ledger::Key key) override;
  bridge::base::Task<absl::StatusOr<std::vector<bridge::ledger::KeyedRecord>>> List(
      bridge::ledger::Query query) override;
  bridge::base::Task<absl::StatusOr<bridge::ledger::Record>> Decide(
      bridge::ledger::Key key, bridge::ledger::Finding finding) override;

 private:
  struct Nature {
    absl::Status if_dead;  // the answer to a process that is dead
    bool may_come_late = false;
    bool may_lose_answer = true;
  };

  // Runs `transaction` in the database.
  template <typename Result>
  bridge::base::Task<Result> Transact(std::function<Result()> transaction, Nature nature);

  Store::Claimant ClaimantOf(const bridge::ledger::Key& key) const;

  ProcessLoop& loop_;
  Database& database_;
  Store& store_;
  const ProcessId process_;
  const LedgerOptions options_;
  Store::Token last_token_ = 0;
  std::map<bridge::ledger::Key, Store::Token> claims_;
  std::map<bridge::ledger::Key, Store::Token> lost_claims_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_SIMULATED_LEDGER_H_
