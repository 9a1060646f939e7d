#include "bridge/ledger/sqlite/sqlite_schema.h"

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// Times are microseconds since 1970. A row is claimed, then delivered, rejected or unknown; an
// operator makes an unknown one delivered or not_delivered, and that one may be claimed once more.
// The second index holds what is neither common nor old: it finds the claims that a crash left, and
// lists what an operator looks for, without a walk through all that was delivered.
constexpr char kVersion1[] = R"sql(
CREATE TABLE replies (
  isspid         TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  fingerprint    BLOB NOT NULL CHECK (length(fingerprint) = 32),
  claim_time     INTEGER NOT NULL,
  state          TEXT NOT NULL
                 CHECK (state IN ('claimed', 'delivered', 'rejected', 'unknown', 'not_delivered')),
  settle_time    INTEGER CHECK ((settle_time IS NULL) = (state = 'claimed')),
  result_id      TEXT NOT NULL DEFAULT '',
  result_comment TEXT NOT NULL DEFAULT '',
  http_status    INTEGER NOT NULL DEFAULT 0,
  why            TEXT NOT NULL DEFAULT '',
  finding        TEXT CHECK (finding IN ('delivered', 'not_delivered')),
  settled_by     TEXT NOT NULL DEFAULT '',
  reason         TEXT NOT NULL DEFAULT '',
  finding_time   INTEGER CHECK ((finding_time IS NULL) = (finding IS NULL)),
  PRIMARY KEY (isspid, transaction_id)
) STRICT;
CREATE INDEX replies_by_time ON replies (claim_time, isspid, transaction_id);
CREATE INDEX replies_not_delivered ON replies (claim_time, isspid, transaction_id)
  WHERE state <> 'delivered';
)sql";

// The key names the interface; the ledger has an identity, and counts what was committed to it.
constexpr char kVersion2[] = R"sql(
ALTER TABLE replies RENAME TO replies_of_version_1;
CREATE TABLE replies (
  isspid         TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  interface      TEXT NOT NULL,
  fingerprint    BLOB NOT NULL CHECK (length(fingerprint) = 32),
  claim_time     INTEGER NOT NULL,
  state          TEXT NOT NULL
                 CHECK (state IN ('claimed', 'delivered', 'rejected', 'unknown', 'not_delivered')),
  settle_time    INTEGER CHECK ((settle_time IS NULL) = (state = 'claimed')),
  result_id      TEXT NOT NULL DEFAULT '',
  result_comment TEXT NOT NULL DEFAULT '',
  http_status    INTEGER NOT NULL DEFAULT 0,
  why            TEXT NOT NULL DEFAULT '',
  finding        TEXT CHECK (finding IN ('delivered', 'not_delivered')),
  settled_by     TEXT NOT NULL DEFAULT '',
  reason         TEXT NOT NULL DEFAULT '',
  finding_time   INTEGER CHECK ((finding_time IS NULL) = (finding IS NULL)),
  PRIMARY KEY (isspid, transaction_id, interface)
) STRICT;
INSERT INTO replies
  SELECT isspid, transaction_id, 'reply', fingerprint, claim_time, state, settle_time, result_id,
    result_comment, http_status, why, finding, settled_by, reason, finding_time
  FROM replies_of_version_1 ORDER BY rowid;
DROP TABLE replies_of_version_1;
CREATE INDEX replies_by_time ON replies (claim_time, isspid, transaction_id, interface);
CREATE INDEX replies_not_delivered ON replies (claim_time, isspid, transaction_id, interface)
  WHERE state <> 'delivered';
CREATE TABLE ledger (
  only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
  identity TEXT NOT NULL,
  commits  INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES (1, lower(hex(randomblob(16))), 0);
)sql";

// Whose certificate was shown beside what was found; nobody knows of findings before.
constexpr char kVersion3[] = R"sql(
ALTER TABLE replies ADD COLUMN settled_by_identity TEXT NOT NULL DEFAULT '';
)sql";

constexpr const char* kSteps[] = {kVersion1, kVersion2, kVersion3};

// The version of the file; 0 where it is empty.
absl::StatusOr<int64_t> ReadVersion(SqliteDatabase& database) {
  const auto application = database.ReadNumber("PRAGMA application_id");
  if (!application.ok()) return application.status();
  auto version = database.ReadNumber("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*application == kLedgerApplicationId) return version;
  const auto objects = database.ReadNumber("SELECT count(*) FROM sqlite_schema");
  if (!objects.ok()) return objects.status();
  if (*application == 0 && *version == 0 && *objects == 0) return 0;
  return absl::FailedPreconditionError("is a database of another program, and not a ledger");
}

// The version of the file, where `steps` lead on from it or to it.
absl::StatusOr<int64_t> ReadKnownVersion(SqliteDatabase& database,
                                         std::span<const char* const> steps) {
  absl::StatusOr<int64_t> version = ReadVersion(database);
  if (!version.ok()) return version.status();
  if (*version >= 0 && *version <= static_cast<int64_t>(steps.size())) return version;
  return absl::FailedPreconditionError(
      absl::StrCat("is of schema version ", *version, "; this program knows up to ", steps.size()));
}

absl::Status Apply(SqliteDatabase& database, std::span<const char* const> steps, int64_t version) {
  std::string script = "BEGIN IMMEDIATE;";
  for (const char* step : steps.subspan(version)) absl::StrAppend(&script, step);
  absl::StrAppend(&script, "PRAGMA application_id = ", kLedgerApplicationId,
                  "; PRAGMA user_version = ", steps.size(), "; COMMIT;");
  return database.Execute(script);
}

}  // namespace

std::span<const char* const> SchemaSteps() { return kSteps; }

absl::Status CheckSchema(SqliteDatabase& database, std::span<const char* const> steps) {
  return ReadKnownVersion(database, steps).status();
}

absl::Status Migrate(SqliteDatabase& database, std::span<const char* const> steps) {
  const absl::StatusOr<int64_t> version = ReadKnownVersion(database, steps);
  if (!version.ok()) return version.status();
  if (*version == static_cast<int64_t>(steps.size())) return absl::OkStatus();
  absl::Status applied = Apply(database, steps, *version);
  if (!applied.ok() && database.in_transaction()) database.Execute("ROLLBACK").IgnoreError();
  return applied;
}

}  // namespace imageco::bridge::ledger
