#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_LEDGER_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/postgres/pg_claims.h"
#include "bridge/ledger/postgres/pg_database.h"
#include "bridge/ledger/postgres/pg_statements.h"

namespace imageco::bridge::ledger {

struct PgLedgerOptions {
  absl::Duration lease = absl::Minutes(2);
  // How much of the lease must be left when a send begins: what a send takes at most, so that no
  // send outlives its lease.
  absl::Duration send_margin = absl::Seconds(30);
  absl::Duration retention = absl::Hours(24 * 90);
  absl::Duration sweep_interval = absl::Seconds(10);  // for leases that ran out
  absl::Duration purge_interval = absl::Minutes(1);
  // After the start, so that a clock that is set meanwhile purges nothing.
  absl::Duration first_purge = absl::Hours(1);
  std::string clock = "now()";  // the database's, as SQL; tests bring one that they move
};

// A ledger in a database that several replicas share; docs/decisions/0008-postgres-ledger.md tells
// how. A claim holds for the lease, by the database's clock. When that runs out without an outcome
// the reply is unknown, for its owner too: what it settles later is a FailedPreconditionError.
// A claim that is answered UnavailableError and may stand all the same is released once the
// database is back; one that was given, and may have been sent for, never by itself. A settlement
// or release that is answered so may be asked for again, until it is known what came of it. On the
// loop's thread, where it also sweeps and purges from time to time.
class PgLedger final : public Ledger {
 public:
  // UnavailableError: the system has no random numbers.
  static absl::StatusOr<std::unique_ptr<PgLedger>> Make(std::unique_ptr<PgDatabase> database,
                                                        PgLedgerOptions options);
  PgLedger(const PgLedger&) = delete;
  PgLedger& operator=(const PgLedger&) = delete;
  // Ends what is under way with UnavailableErrors. Its claims stay until their leases run out.
  ~PgLedger() override;

  base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override;
  base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override;
  base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override;
  base::Task<absl::Status> Release(Key key) override;
  base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override;
  base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override;

  // One round each, of PgStatements::kRowsMax records at most; gives how many. They come by
  // themselves as well.
  base::Task<absl::StatusOr<size_t>> Sweep();
  base::Task<absl::StatusOr<size_t>> Purge();

  PgDatabase& database() { return *database_; }

  // Later claims leave so much of their lease, if it is more than before: what began with another
  // may be claimed yet.
  void RaiseSendMargin(absl::Duration send_margin) {
    options_.send_margin = std::max(options_.send_margin, send_margin);
  }

 private:
  PgLedger(std::unique_ptr<PgDatabase> database, PgLedgerOptions options, std::string owner);

  using Attempt = PgDatabase::Attempt;

  // A claim that is to be settled or released here.
  struct Held {
    int64_t token;
    bool lost = false;  // releasing was tried, and may have happened
  };

  Record ToRecord(const PgRecord& record) const;
  void NoteUnsent(int64_t token);
  bool IsUnsent(const PgRecord& record) const;
  void KeepOrForget(const PgClaim& claim, const absl::Status& status);
  base::Task<absl::StatusOr<std::optional<PgRecord>>> Look(const Key& key, Attempt& attempt);
  base::Task<absl::StatusOr<std::optional<PgRecord>>> TryClaim(const PgClaim& claim,
                                                               const Fingerprint& fingerprint,
                                                               Attempt& attempt);
  base::Task<absl::StatusOr<size_t>> Count(const PgStatement& statement,
                                           std::vector<PgValue> values);
  void UpkeepLater();
  base::Task<void> Upkeep();
  base::Task<absl::Status> ReleaseUnsent();

  PgLedgerOptions options_;
  const PgStatements statements_;
  std::unique_ptr<PgDatabase> database_;
  PgClaims claims_;
  int64_t last_token_ = 0;
  absl::flat_hash_map<Key, Held> held_;
  // Tokens of claims that nobody sent for nor will, refused or released, whose rows may stand or
  // come all the same. The latest: other rows become unknown when their leases run out.
  absl::btree_set<int64_t> unsent_;

  bool closing_ = false;
  base::Timer upkeep_timer_;
  base::SteadyTime next_sweep_;
  base::SteadyTime next_purge_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_LEDGER_H_
