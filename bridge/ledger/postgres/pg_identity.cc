#include "bridge/ledger/postgres/pg_identity.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/base/random.h"
#include "bridge/ledger/postgres/pg_schema.h"
#include "bridge/ledger/postgres/pg_set_up.h"

namespace imageco::bridge::ledger {
namespace {

constexpr size_t kIdentityBytes = 16;

// The first value of the first row; empty: there is none, or no such table.
base::Task<absl::StatusOr<std::string>> ReadText(PgConnection& connection, std::string sql,
                                                 std::vector<PgValue> values = {}) {
  auto read = RunSetUp(connection, std::move(sql), std::move(values));
  const PgAnswer answer = co_await read;
  if (answer.sqlstate == kNoSuchTable) co_return std::string();
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) co_return status;
  co_return FirstOf(answer.rows).value_or("");
}

base::Task<absl::StatusOr<std::string>> ReadIdentity(PgConnection& connection) {
  auto read = ReadText(connection, "SELECT identity FROM ledger_identity");
  absl::StatusOr<std::string> identity = co_await read;
  if (identity.ok() && identity->empty()) {
    co_return absl::DataLossError("its database has a ledger that has lost its identity");
  }
  co_return identity;
}

// As far as the database takes it.
base::Task<void> NoteMissed(PgConnection& connection, std::string identity) {
  auto make = RunSetUp(connection,
                       "CREATE TABLE IF NOT EXISTS ledger_missed ("
                       "identity text PRIMARY KEY, noted_time timestamptz NOT NULL)");
  co_await make;
  std::vector<PgValue> values{std::move(identity)};
  auto note = RunSetUp(connection,
                       "INSERT INTO ledger_missed (identity, noted_time) VALUES ($1, now()) "
                       "ON CONFLICT (identity) DO NOTHING",
                       std::move(values));
  co_await note;
}

// An error where a process missed another ledger than `identity` here; empty: any.
base::Task<absl::Status> CheckMissed(PgConnection& connection, std::string identity) {
  std::vector<PgValue> values{std::move(identity)};
  auto read = ReadText(connection, "SELECT identity FROM ledger_missed WHERE identity <> $1",
                       std::move(values));
  const absl::StatusOr<std::string> missed = co_await read;
  if (!missed.ok()) co_return missed.status();
  if (missed->empty()) co_return absl::OkStatus();
  co_return absl::DataLossError(
      absl::StrCat("its database does not hold the ledger that a replica missed there, ", *missed));
}

base::Task<absl::Status> BeginAnew(PgConnection& connection, int64_t version) {
  if (version > 0) co_return absl::FailedPreconditionError("there is a ledger already");
  auto forget = RunSetUp(connection, "DROP TABLE IF EXISTS ledger_missed");
  const PgAnswer forgotten = co_await forget;
  co_return ToSetUpStatus(forgotten);
}

}  // namespace

base::Task<absl::StatusOr<PgFoundLedger>> FindOrMakePgLedger(PgConnection& connection,
                                                             PgMaking making) {
  auto read_version = ReadPgVersion(connection);
  const absl::StatusOr<int64_t> version = co_await read_version;
  if (!version.ok()) co_return version.status();
  if (making == PgMaking::kAnew) {
    auto clear = BeginAnew(connection, *version);
    if (absl::Status status = co_await clear; !status.ok()) co_return status;
  } else if (*version == 0) {
    auto check = CheckMissed(connection, "");
    if (absl::Status status = co_await check; !status.ok()) co_return status;
  }
  const absl::StatusOr<std::string> ours = base::RandomHex(kIdentityBytes);
  if (!ours.ok()) co_return ours.status();
  auto make = MakePgTables(connection, *version, *ours);
  if (absl::Status status = co_await make; !status.ok()) co_return status;
  auto read = ReadIdentity(connection);
  absl::StatusOr<std::string> identity = co_await read;
  if (!identity.ok()) co_return identity.status();
  // Once more, for who missed one while the tables were made.
  auto check_again = CheckMissed(connection, *identity);
  if (absl::Status status = co_await check_again; !status.ok()) co_return status;
  auto check_tables = CheckPgTables(connection);
  if (absl::Status status = co_await check_tables; !status.ok()) co_return status;
  // Another replica may have made it meanwhile.
  co_return PgFoundLedger{*identity, *identity == *ours};
}

base::Task<absl::StatusOr<PgFoundLedger>> FindPgLedger(PgConnection& connection,
                                                       std::string identity) {
  auto read_version = ReadPgVersion(connection);
  const absl::StatusOr<int64_t> version = co_await read_version;
  if (!version.ok()) co_return version.status();
  if (*version == 0) {
    auto note = NoteMissed(connection, identity);
    co_await note;
    co_return absl::DataLossError(
        absl::StrCat("its database holds no ledger, and ours is ", identity));
  }
  if (*version < kPgSchemaVersion) {
    co_return absl::DataLossError("its database holds a ledger of an earlier program");
  }
  auto read = ReadIdentity(connection);
  absl::StatusOr<std::string> found = co_await read;
  if (!found.ok()) co_return found.status();
  if (*found != identity) {
    co_return absl::DataLossError(
        absl::StrCat("its database holds another ledger, ", *found, ", and ours is ", identity));
  }
  auto check_tables = CheckPgTables(connection);
  if (absl::Status status = co_await check_tables; !status.ok()) co_return status;
  co_return PgFoundLedger{*found, /*is_new=*/false};
}

base::Task<std::string> NamePgDatabase(PgConnection& connection) {
  auto read = ReadText(connection,
                       "SELECT current_database() || ' on ' || coalesce("
                       "host(inet_server_addr()) || ':' || inet_server_port(), 'a Unix socket')");
  const absl::StatusOr<std::string> name = co_await read;
  co_return name.ok() ? *name : std::string();
}

}  // namespace imageco::bridge::ledger
