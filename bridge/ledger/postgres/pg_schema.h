#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_connection.h"

namespace imageco::bridge::ledger {

// The newest version of the tables that this program knows, and makes.
inline constexpr int kPgSchemaVersion = 1;

// Makes a new connection fit for the ledger: the tables are there in this program's version (made,
// or moved on from an older one, whoever else does the same meanwhile), we may use them, commits
// are durable, and no statement runs longer than `statement_time_max`.
// FailedPreconditionError: a newer program has been here, or rights are missing. UnavailableError:
// it may do another time.
base::Task<absl::Status> SetUpPgSchema(PgConnection& connection, absl::Duration statement_time_max);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_
