#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_TABLE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_TABLE_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/sqlite/sqlite_database.h"
#include "bridge/ledger/sqlite/sqlite_statement.h"

namespace imageco::bridge::ledger {

// A part of the records, in the order of Ledger::List.
struct Range {
  std::vector<KeyedRecord> records{};
  std::optional<Cursor> next{};  // where to go on; nothing: it is the last part
};

// The records in a file, as SQL: what Ledger says of each operation, within a transaction that
// someone else begins and commits. ResourceExhaustedError and UnavailableError are the file's: they
// end the transaction. Any other error is the operation's answer, and nothing came of it. Times are
// whole microseconds. One thread.
class ReplyTable {
 public:
  // `database` is a ledger, and outlives the table.
  static absl::StatusOr<ReplyTable> Make(SqliteDatabase& database);

  absl::StatusOr<std::optional<Record>> Find(const Key& key);
  absl::StatusOr<Claimed> Claim(const Key& key, const Fingerprint& fingerprint, absl::Time now);
  absl::Status Settle(const Key& key, const Settlement& settlement, absl::Time now);
  absl::Status Release(const Key& key, absl::Time now);
  absl::StatusOr<Record> Decide(const Key& key, const Finding& finding);

  // Records that meet `query`, out of `rows_max` rows looked at: so long it holds up the others.
  absl::StatusOr<Range> List(const Query& query, int64_t rows_max);

  // All that meet `query`, which names merchants, where those have fewer than `rows_max` records
  // together; nothing where they have more. What List walks for one that has none is the whole
  // file.
  absl::StatusOr<std::optional<std::vector<KeyedRecord>>> ListIfFew(const Query& query,
                                                                    int64_t rows_max);

  // Removes what was settled at `limit` or before and is not unknown, among the `rows_max` rows
  // after `after`. Gives the row to go on after; nothing: all were looked at.
  absl::StatusOr<std::optional<Cursor>> Purge(absl::Time limit, const std::optional<Cursor>& after,
                                              int64_t rows_max);

  // Counts this transaction in the file.
  absl::Status CountCommit() { return statements_[kCountCommit].Run(); }

  // Makes every claim an unknown outcome, and says how many there were.
  absl::StatusOr<int64_t> EndClaims(absl::Time now);

  // Takes a claim back that may have been recorded and was not answered.
  absl::Status Withdraw(const Cursor& claim);

  // The claims that were made since this was asked last.
  std::vector<Cursor> TakeClaims() { return std::exchange(claims_, {}); }

 private:
  enum Statement {
    kFind,
    kClaim,
    kClaimAgain,
    kSettle,
    kRelease,
    kReleaseAgain,
    kDecide,
    kList,
    kListNotDelivered,
    kDelete,
    kEndClaims,
    kCountCommit,
    kOfIsspid,
    kStatements,
  };

  explicit ReplyTable(SqliteDatabase& database) : database_(&database) {}
  // Whether the statement, with its values, changed a row.
  absl::StatusOr<bool> Changes(SqliteStatement& statement);
  absl::StatusOr<Claimed> ClaimAgain(const Key& key, const Fingerprint& fingerprint,
                                     absl::Time now);

  SqliteDatabase* database_;
  std::vector<SqliteStatement> statements_;
  std::vector<Cursor> claims_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_TABLE_H_
