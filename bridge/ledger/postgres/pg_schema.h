#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_connection.h"

namespace imageco::bridge::ledger {

// The newest version of the tables that this program knows, and makes.
inline constexpr int kPgSchemaVersion = 3;

// The version of the tables that are there; 0: there are none. FailedPreconditionError: a newer
// program has been here. All of this is for a connection that is being set up.
base::Task<absl::StatusOr<int64_t>> ReadPgVersion(PgConnection& connection);

// Makes the tables of this program's version, or moves those of `version` on to it, whoever else
// does the same meanwhile. A ledger without an identity is given this one.
base::Task<absl::Status> MakePgTables(PgConnection& connection, int64_t version,
                                      std::string identity);

// FailedPreconditionError: rights are missing. DataLossError: a table is.
base::Task<absl::Status> CheckPgTables(PgConnection& connection);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SCHEMA_H_
