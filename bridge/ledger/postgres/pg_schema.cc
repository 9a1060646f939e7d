#include "bridge/ledger/postgres/pg_schema.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

using End = PgAnswer::End;
using Step = std::vector<const char*>;

constexpr absl::Duration kStepTimeMax = absl::Seconds(10);
constexpr int kTriesMax = 10;

constexpr char kMakeVersions[] = R"(
CREATE TABLE IF NOT EXISTS schema_version (
  version bigint PRIMARY KEY,
  made_time timestamptz NOT NULL))";

// Step i makes version i + 1 of version i. Each statement does no harm the second time, since two
// replicas may start at once, or one may die between two statements.
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
  next_time timestamptz NOT NULL))"}};

constexpr char kMayUse[] = R"(
SELECT has_table_privilege('replies', 'SELECT') AND has_table_privilege('replies', 'INSERT')
  AND has_table_privilege('replies', 'UPDATE') AND has_table_privilege('replies', 'DELETE')
  AND has_table_privilege('merchant_rates', 'SELECT')
  AND has_table_privilege('merchant_rates', 'INSERT')
  AND has_table_privilege('merchant_rates', 'UPDATE'))";

// What comes of two replicas that make the same thing at once: the other one may have made it.
bool MayBeMadeByAnother(std::string_view sqlstate) {
  for (const std::string_view code : {"23505", "42P07", "42710", "40001", "40P01", "XX000"}) {
    if (sqlstate == code) return true;
  }
  return false;
}

absl::Status ToStatus(const PgAnswer& answer) {
  if (answer.end == End::kDone) return absl::OkStatus();
  const std::string why = absl::StrCat(answer.why, " (", answer.sqlstate, ")");
  return answer.sqlstate == "42501" ? absl::FailedPreconditionError(why)
                                    : absl::UnavailableError(why);
}

base::Task<PgAnswer> Run(PgConnection& connection, std::string sql,
                         std::vector<PgValue> values = {}) {
  const PgStatement statement{.name = "", .sql = std::move(sql)};
  for (int tries = 1;; ++tries) {
    const base::SteadyTime deadline =
        connection.loop().SteadyNow() + absl::ToChronoNanoseconds(kStepTimeMax);
    PgOperation operation(connection, statement, values, deadline, /*sets_up=*/true);
    PgAnswer answer = co_await operation;
    const bool again = answer.end == End::kRefused && MayBeMadeByAnother(answer.sqlstate);
    if (!again || tries == kTriesMax) co_return answer;
  }
}

// What is wrong with a setting that SHOW tells, where it is `bad`. A database that does not know
// the setting is not asked about it.
base::Task<bool> IsSetTo(PgConnection& connection, const char* setting, std::string_view bad) {
  auto show = Run(connection, absl::StrCat("SHOW ", setting));
  const PgAnswer answer = co_await show;
  co_return answer.end == End::kDone&& FirstOf(answer.rows) == bad;
}

// The version of the tables that are there; 0: there are none.
base::Task<absl::StatusOr<int64_t>> ReadVersion(PgConnection& connection) {
  auto read = Run(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
  const PgAnswer answer = co_await read;
  if (answer.sqlstate == "42P01") co_return 0;  // there is no such table
  if (absl::Status status = ToStatus(answer); !status.ok()) co_return status;
  co_return ToInt(FirstOf(answer.rows));
}

base::Task<absl::Status> MakeVersion(PgConnection& connection, int version) {
  auto make_versions = Run(connection, kMakeVersions);
  const PgAnswer versions_made = co_await make_versions;
  if (absl::Status status = ToStatus(versions_made); !status.ok()) co_return status;
  for (const char* statement : kSteps.at(static_cast<size_t>(version) - 1)) {
    auto make = Run(connection, statement);
    const PgAnswer made = co_await make;
    if (absl::Status status = ToStatus(made); !status.ok()) co_return status;
  }
  std::vector<PgValue> values{FromInt(version)};
  auto note = Run(connection,
                  "INSERT INTO schema_version (version, made_time) VALUES ($1::bigint, now()) "
                  "ON CONFLICT (version) DO NOTHING",
                  std::move(values));
  const PgAnswer noted = co_await note;
  co_return ToStatus(noted);
}

base::Task<absl::Status> MakeTables(PgConnection& connection) {
  auto read = ReadVersion(connection);
  const absl::StatusOr<int64_t> version = co_await read;
  if (!version.ok()) co_return version.status();
  if (*version > kPgSchemaVersion) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("its tables are of version ", *version,
                     ", made by a newer program; this one knows ", kPgSchemaVersion));
  }
  for (auto next = static_cast<int>(*version) + 1; next <= kPgSchemaVersion; ++next) {
    auto make = MakeVersion(connection, next);
    if (absl::Status status = co_await make; !status.ok()) co_return status;
  }
  co_return absl::OkStatus();
}

base::Task<absl::Status> SetUpSession(PgConnection& connection, absl::Duration statement_time_max) {
  auto limit = Run(connection, absl::StrCat("SET statement_timeout = ",
                                            absl::ToInt64Milliseconds(statement_time_max)));
  const PgAnswer limited = co_await limit;
  if (absl::Status status = ToStatus(limited); !status.ok()) co_return status;
  auto read_only = IsSetTo(connection, "transaction_read_only", "on");
  if (co_await read_only) co_return absl::UnavailableError("it is read-only: a standby?");
  auto loses_commits = IsSetTo(connection, "synchronous_commit", "off");
  if (!co_await loses_commits) co_return absl::OkStatus();
  auto keep = Run(connection, "SET synchronous_commit = on");
  const PgAnswer kept = co_await keep;
  co_return ToStatus(kept);
}

}  // namespace

base::Task<absl::Status> SetUpPgSchema(PgConnection& connection,
                                       absl::Duration statement_time_max) {
  auto make = MakeTables(connection);
  if (absl::Status status = co_await make; !status.ok()) co_return status;
  auto ask = Run(connection, kMayUse);
  const PgAnswer may_use = co_await ask;
  if (absl::Status status = ToStatus(may_use); !status.ok()) co_return status;
  if (ToInt(FirstOf(may_use.rows)) == 0) {
    co_return absl::FailedPreconditionError("we may not read and write its tables");
  }
  auto session = SetUpSession(connection, statement_time_max);
  co_return co_await session;
}

}  // namespace imageco::bridge::ledger
