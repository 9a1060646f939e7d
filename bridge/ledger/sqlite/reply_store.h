#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_STORE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/ledger/sqlite/file_guard.h"
#include "bridge/ledger/sqlite/ledger_file.h"
#include "bridge/ledger/sqlite/operation.h"
#include "bridge/ledger/sqlite/reopen_pause.h"
#include "bridge/ledger/sqlite/reply_table.h"
#include "bridge/ledger/sqlite/sqlite_database.h"

namespace imageco::bridge::ledger {

// The file and its connection: commits batches, and after a fault does not trust the connection
// again. A file that goes on failing is opened anew after pauses alone. Where somebody else was at
// the files, nothing is answered until they are as they were. One thread at a time, but for the
// counts.
class ReplyStore {
 public:
  // Opens the file, and makes claims that an earlier process left unknown outcomes.
  static absl::StatusOr<std::unique_ptr<ReplyStore>> Open(LedgerFileOptions options,
                                                          absl::Time now);
  ReplyStore(const ReplyStore&) = delete;
  ReplyStore& operator=(const ReplyStore&) = delete;
  ~ReplyStore();

  // Runs and commits a batch. Where that fails, all operations of it fail with an UnavailableError
  // that says why, and nothing of them is recorded; what may be recorded all the same is undone
  // before the next batch.
  bool Commit(const Batch& batch);

  // Which ledger it is.
  const std::string& identity() const { return guard_.memory()->identity; }

  // Transactions that changed something, and operations in all transactions. From any thread.
  uint64_t commits() const { return commits_; }
  uint64_t operations() const { return operations_; }

 private:
  ReplyStore(LedgerFileOptions options, FileGuard guard)
      : options_(std::move(options)),
        guard_(std::move(guard)),
        reopen_pause_(options_.reopen_pause_min, options_.reopen_pause_max) {}

  absl::Status OpenFile();
  absl::Status Reopen();
  absl::Status CheckFiles();
  // Runs `work` in a transaction: it is committed, or nothing came of it.
  template <typename Work>
  absl::Status InTransaction(Work work);
  absl::Status WithdrawDoubtful();
  void DoubtClaims();
  absl::Status RunBatch(const Batch& batch);
  void Recover(const absl::Status& fault);
  void Abandon();
  void CheckpointIfDue();
  void LogChange(const absl::Status& status);

  const LedgerFileOptions options_;
  FileGuard guard_;
  std::optional<SqliteDatabase> database_;
  std::optional<ReplyTable> table_;  // there as long as the connection is trusted
  std::vector<Cursor> doubtful_;     // claims of a failed batch, which the file may have yet
  std::string last_fault_;           // as it was logged
  ReopenPause reopen_pause_;
  std::atomic<uint64_t> commits_ = 0;
  std::atomic<uint64_t> operations_ = 0;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_STORE_H_
