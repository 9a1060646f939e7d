#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CLAIMS_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CLAIMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/task.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/postgres/pg_batches.h"
#include "bridge/ledger/postgres/pg_database.h"
#include "bridge/ledger/postgres/pg_record.h"
#include "bridge/ledger/postgres/pg_statements.h"

namespace imageco::bridge::ledger {

// One claim of this process: no other has its token.
struct PgClaim {
  Key key;
  int64_t token = 0;
};

// FailedPreconditionError: there is no such claim, or no longer.
absl::Status NoSuchClaim();

// What happens to single records in the database, each step as often as it takes to know what came
// of it: a step whose answer was lost is known again by the owner and the token of its claim. All
// may fail with UnavailableError; then `attempt.lost` tells whether the step may have happened.
// On the loop's thread.
class PgClaims {
 public:
  using Attempt = PgDatabase::Attempt;

  // `owner` is this process, since its start, and nobody else.
  PgClaims(PgDatabase& database, const PgStatements& statements, std::string owner)
      : database_(database),
        statements_(statements),
        owner_(std::move(owner)),
        inserts_(database, statements.claim, owner_),
        settlements_(database, statements.settle, owner_) {}

  // The database is closed: ends what waits to be sent to it.
  void Close() {
    inserts_.Close();
    settlements_.Close();
  }

  bool Owns(const PgRecord& record) const { return record.owner == owner_; }
  bool Is(const PgRecord& record, const PgClaim& claim) const {
    return Owns(record) && record.claim_token == claim.token;
  }

  // The record, as it is now: a claim whose lease ran out is unknown by now.
  base::Task<absl::StatusOr<std::optional<PgRecord>>> Look(const Key& key, Attempt& attempt) const;

  // Claims a key without a record, or one that was not delivered. False: there is another record,
  // or this claim's own, of a try whose answer was lost.
  base::Task<absl::StatusOr<bool>> Insert(const PgClaim& claim, const Fingerprint& fingerprint,
                                          Attempt& attempt);
  base::Task<absl::StatusOr<bool>> InsertAgain(const PgClaim& claim, const Fingerprint& fingerprint,
                                               Attempt& attempt) const;

  // Writes the claim once more as it is, so that it is as durable as if it had just been made.
  // False: there is no such claim, or no longer.
  base::Task<absl::StatusOr<bool>> Hold(const PgClaim& claim, Attempt& attempt) const;

  // Claims of this process that are not settled, PgStatements::kRowsMax at most.
  base::Task<absl::StatusOr<std::vector<PgClaim>>> ListOwn(Attempt& attempt) const;

  // FailedPreconditionError: there is no such claim, or no longer.
  base::Task<absl::StatusOr<absl::Time>> Settle(const PgClaim& claim, const Settlement& settlement,
                                                Attempt& attempt);
  base::Task<absl::Status> Release(const PgClaim& claim, Attempt& attempt) const;

  // Nothing: the record is not unknown. `before`: the record's finding that stood before.
  base::Task<absl::StatusOr<std::optional<PgRecord>>> Decide(const Key& key, const Finding& finding,
                                                             const std::optional<Finding>& before,
                                                             Attempt& attempt) const;

 private:
  base::Task<absl::StatusOr<std::optional<PgRecord>>> Read(const PgStatement& statement,
                                                           std::vector<PgValue> values,
                                                           Attempt& attempt) const;
  base::Task<absl::StatusOr<bool>> Change(const PgStatement& statement, std::vector<PgValue> values,
                                          Attempt& attempt) const;
  base::Task<absl::StatusOr<bool>> TryRelease(const PgClaim& claim, Attempt& attempt) const;
  std::vector<PgValue> ValuesOf(const PgClaim& claim) const;

  PgDatabase& database_;
  const PgStatements& statements_;
  const std::string owner_;
  PgBatches inserts_;
  PgBatches settlements_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CLAIMS_H_
