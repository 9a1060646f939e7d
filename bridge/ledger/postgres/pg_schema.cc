#include "bridge/ledger/postgres/pg_schema.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/ledger/postgres/pg_set_up.h"

namespace imageco::bridge::ledger {
namespace {

using Step = std::vector<const char*>;

// To move many records on takes its time.
constexpr absl::Duration kMakeTimeMax = absl::Minutes(10);

constexpr char kMakeVersions[] = R"(
CREATE TABLE IF NOT EXISTS schema_version (
  version bigint PRIMARY KEY,
  made_time timestamptz NOT NULL))";

// Step i makes version i + 1 of version i. Each statement does no harm the second time, since two
// replicas may start at once, or one may die between two statements. Who comes first gives the
// identity.
//
// What others chose is bytea: it may hold NUL, and is compared byte by byte whatever the database's
// encoding and collation are.
const std::array<Step, kPgSchemaVersion> kSteps = {Step{R"(
CREATE TABLE IF NOT EXISTS replies (
  isspid bytea NOT NULL,
  transaction_id bytea NOT NULL,
  fingerprint bytea NOT NULL,
  state text NOT NULL
    CHECK (state IN ('claimed', 'delivered', 'rejected', 'unknown', 'not_delivered')),
  claim_time timestamptz NOT NULL,
  settle_time timestamptz,
  owner text,
  claim_token bigint,
  lease_until timestamptz,
  result_id bytea,
  result_comment bytea,
  http_status bigint,
  why bytea,
  finding_state text,
  finding_by bytea,
  finding_reason bytea,
  finding_time timestamptz,
  PRIMARY KEY (isspid, transaction_id)))",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_by_claim_time
  ON replies (claim_time ASC, isspid, transaction_id))",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_by_lease
  ON replies (lease_until ASC) WHERE state = 'claimed')",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_by_settle_time
  ON replies (settle_time ASC) WHERE state IN ('delivered', 'rejected', 'not_delivered'))",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_not_delivered
  ON replies (claim_time ASC, isspid, transaction_id) WHERE state <> 'delivered')",
                                                        R"(
CREATE TABLE IF NOT EXISTS merchant_rates (
  isspid bytea PRIMARY KEY,
  next_time timestamptz NOT NULL))"},
                                                   // The key names the interface, and the ledger
                                                   // has an identity.
                                                   Step{R"(
ALTER TABLE replies ADD COLUMN IF NOT EXISTS interface bytea NOT NULL DEFAULT 'reply')",
                                                        R"(
ALTER TABLE replies DROP CONSTRAINT IF EXISTS replies_pkey, DROP CONSTRAINT IF EXISTS replies_key,
  ADD CONSTRAINT replies_key PRIMARY KEY (isspid, transaction_id, interface))",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_by_claim
  ON replies (claim_time ASC, isspid, transaction_id, interface))",
                                                        R"(
CREATE INDEX IF NOT EXISTS replies_rare
  ON replies (claim_time ASC, isspid, transaction_id, interface) WHERE state <> 'delivered')",
                                                        R"(
DROP INDEX IF EXISTS replies_by_claim_time)",
                                                        R"(
DROP INDEX IF EXISTS replies_not_delivered)",
                                                        R"(
CREATE TABLE IF NOT EXISTS ledger_identity (
  only_one bigint PRIMARY KEY CHECK (only_one = 1),
  identity text NOT NULL,
  made_time timestamptz NOT NULL))",
                                                        R"(
INSERT INTO ledger_identity (only_one, identity, made_time) VALUES (1, 'NEW_IDENTITY', now())
ON CONFLICT (only_one) DO NOTHING)"},
                                                   // Whose certificate was shown beside what was
                                                   // found; nobody knows of findings before.
                                                   Step{R"(
ALTER TABLE replies ADD COLUMN IF NOT EXISTS finding_identity bytea)"}};

constexpr char kMayUse[] = R"(
SELECT has_table_privilege('replies', 'SELECT') AND has_table_privilege('replies', 'INSERT')
  AND has_table_privilege('replies', 'UPDATE') AND has_table_privilege('replies', 'DELETE')
  AND has_table_privilege('merchant_rates', 'SELECT')
  AND has_table_privilege('merchant_rates', 'INSERT')
  AND has_table_privilege('merchant_rates', 'UPDATE')
  AND has_table_privilege('ledger_identity', 'SELECT'))";

base::Task<absl::Status> MakeVersion(PgConnection& connection, int version,
                                     const std::string& identity) {
  std::vector<std::string> statements{kMakeVersions};
  for (const char* statement : kSteps.at(static_cast<size_t>(version) - 1)) {
    statements.push_back(absl::StrReplaceAll(statement, {{"NEW_IDENTITY", identity}}));
  }
  statements.push_back(absl::StrCat("INSERT INTO schema_version (version, made_time) VALUES (",
                                    version, ", now()) ON CONFLICT (version) DO NOTHING"));
  for (std::string& statement : statements) {
    auto make = RunSetUp(connection, std::move(statement), {}, kMakeTimeMax);
    const PgAnswer made = co_await make;
    if (absl::Status status = ToSetUpStatus(made); !status.ok()) co_return status;
  }
  co_return absl::OkStatus();
}

}  // namespace

base::Task<absl::StatusOr<int64_t>> ReadPgVersion(PgConnection& connection) {
  auto read = RunSetUp(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
  const PgAnswer answer = co_await read;
  if (answer.sqlstate == kNoSuchTable) co_return 0;
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) co_return status;
  const int64_t version = ToInt(FirstOf(answer.rows));
  if (version >= 0 && version <= kPgSchemaVersion) co_return version;
  co_return absl::FailedPreconditionError(absl::StrCat("its tables are of version ", version,
                                                       ", made by a newer program; this one knows ",
                                                       kPgSchemaVersion));
}

base::Task<absl::Status> MakePgTables(PgConnection& connection, int64_t version,
                                      std::string identity) {
  for (auto next = static_cast<int>(version) + 1; next <= kPgSchemaVersion; ++next) {
    auto make = MakeVersion(connection, next, identity);
    if (absl::Status status = co_await make; !status.ok()) co_return status;
  }
  co_return absl::OkStatus();
}

base::Task<absl::Status> CheckPgTables(PgConnection& connection) {
  auto ask = RunSetUp(connection, kMayUse);
  const PgAnswer may_use = co_await ask;
  if (may_use.sqlstate == kNoSuchTable) {
    co_return absl::DataLossError("its database has lost tables of the ledger");
  }
  if (absl::Status status = ToSetUpStatus(may_use); !status.ok()) co_return status;
  if (ToInt(FirstOf(may_use.rows)) != 0) co_return absl::OkStatus();
  co_return absl::FailedPreconditionError("we may not read and write its tables");
}

}  // namespace imageco::bridge::ledger
