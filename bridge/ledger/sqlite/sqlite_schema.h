#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_SCHEMA_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_SCHEMA_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "bridge/ledger/sqlite/sqlite_database.h"

namespace imageco::bridge::ledger {

// PRAGMA application_id of a ledger: "ICRL".
inline constexpr int64_t kLedgerApplicationId = 0x4943524C;

// What leads from each schema version to the next, as SQL: the first entry makes version 1 out of
// an empty file. An entry that was released is never changed.
std::span<const char* const> SchemaSteps();

// Reads what a file is, and changes nothing. FailedPreconditionError: it is another program's, or a
// newer version of this one made it.
absl::Status CheckSchema(SqliteDatabase& database, std::span<const char* const> steps);

// Brings a file to the version that `steps` lead to, all or nothing. Fails as CheckSchema does.
absl::Status Migrate(SqliteDatabase& database, std::span<const char* const> steps);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_SCHEMA_H_
