#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_DATABASE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_DATABASE_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/ledger/sqlite/sqlite_statement.h"

namespace imageco::bridge::ledger {

// One connection to a SQLite file. One thread at a time. Faults are as SqliteFault tells them.
class SqliteDatabase {
 public:
  // Opens a file that exists, for writing. `vfs`: the name of the system that SQLite reaches files
  // through; empty: the usual one.
  static absl::StatusOr<SqliteDatabase> Open(const std::string& file, const std::string& vfs);

  // Opens a file that nobody changes, for reading, as if it had no write-ahead log. Takes no locks.
  static absl::StatusOr<SqliteDatabase> OpenAlone(const std::string& file);

  // Runs statements, one after the other.
  absl::Status Execute(const std::string& sql);

  absl::StatusOr<SqliteStatement> Prepare(const std::string& sql);

  // The first value of the first row.
  absl::StatusOr<std::string> ReadText(const std::string& sql);
  absl::StatusOr<int64_t> ReadNumber(const std::string& sql);

  // Rows that the statement before changed.
  int64_t changes() const { return sqlite3_changes64(connection_.get()); }
  // Rows that all statements changed.
  int64_t total_changes() const { return sqlite3_total_changes64(connection_.get()); }

  bool in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

  // Takes over the checkpoints, which SQLite otherwise makes within a commit, silent about faults.
  void TakeOverCheckpoints();
  // Pages in the write-ahead log since its last checkpoint.
  int log_pages() const { return *log_pages_; }
  // Moves all of the log into the file. `truncate`: also empties the log, for good.
  absl::Status Checkpoint(bool truncate);

  // Whether the log stays as it is when the connection goes: where it is not to be trusted.
  void KeepLogOnClose(bool keep);

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };

  explicit SqliteDatabase(sqlite3* connection) : connection_(connection) {}
  absl::StatusOr<SqliteStatement> FirstRow(const std::string& sql);

  // At a place of its own, since SQLite keeps a pointer to it.
  std::unique_ptr<int> log_pages_ = std::make_unique<int>(0);
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_DATABASE_H_
