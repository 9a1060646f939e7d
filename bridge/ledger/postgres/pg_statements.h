#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_STATEMENTS_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_STATEMENTS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/postgres/pg_batches.h"
#include "bridge/ledger/postgres/pg_operation.h"
#include "bridge/ledger/postgres/pg_value.h"

namespace imageco::bridge::ledger {

struct PgStatementOptions {
  absl::Duration lease;
  absl::Duration retention;
  // What time it is, as SQL. Tests bring a clock that they move.
  std::string clock = "now()";
};

// What the ledger says to the database, in SQL that PostgreSQL, CockroachDB and YugabyteDB share.
// $1 to $3 are the key; a claim is known by $4, its owner, and $5, its token.
struct PgStatements {
  explicit PgStatements(const PgStatementOptions& options);

  // A statement for one use: what meets `query`, and its values.
  PgStatement List(const Query& query, std::vector<PgValue>& values) const;

  PgStatement find;
  // As far as settle, where the session is not durable, or those that claim are for another ledger,
  // the database refuses them for a state that is missing.
  // Of many: arrays of key, token and $5 fingerprint, then $6 owner. A row begins with the token;
  // no row: there is a record.
  PgBatchStatement claim;
  PgStatement claim_again;  // $6 fingerprint; no row: there is none that was not delivered
  PgStatement hold;         // writes a claim as it is; no row: none
  // Of many, like claim, and with arrays of $5 state, $6 result_id, $7 comment, $8 HTTP status and
  // $9 why; no row: it was given up. Writes a claim that is settled as it is, so that to repeat it
  // does no harm and needs no other statement: the database may be another one by then.
  PgBatchStatement settle;
  PgStatement forget;     // a claim; no row: none, or there is a finding
  PgStatement take_back;  // a claim whose record was not delivered before
  // $4 state, $5 who, $6 reason, $7 identity, $8 when the finding was made that stood before; no
  // row: it is not unknown. Writes this finding as it is, like settle.
  PgStatement decide;
  PgStatement expire;  // a claim whose lease ran out
  PgStatement own;     // $1 owner: its claims that are not settled, the oldest first
  PgStatement sweep;   // claims whose leases ran out, a row for each
  PgStatement purge;   // $1 time: older than the retention by both clocks, a row for each

  // Rows that own, sweep and purge give at a time.
  static constexpr int kRowsMax = 1000;

 private:
  PgStatement Make(std::string name, std::string sql) const;

  PgStatementOptions options_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_STATEMENTS_H_
