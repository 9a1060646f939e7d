#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/ledger/sqlite/ledger_file.h"
#include "bridge/ledger/sqlite/ledger_memory.h"
#include "bridge/ledger/sqlite/lock_file.h"
#include "bridge/ledger/sqlite/sqlite_database.h"
#include "bridge/ledger/sqlite/watched_file.h"

namespace imageco::bridge::ledger {

// A ledger's files, which belong to this process and stay the ones that they are: FILE, its
// write-ahead log FILE-wal while a connection is open, and FILE-lock, which remembers the ledger.
// What others do to them is noticed at the next Check, and at the latest by the next start. One
// thread at a time.
class FileGuard {
 public:
  // Locks the ledger, and makes the file where it is missing and may be. FailedPreconditionErrors:
  // the file has several names (hard links); it is missing, empty or none of its own any more, and
  // its lock file remembers a ledger, or `options.identity` names one. UnavailableError: another
  // process has it.
  static absl::StatusOr<FileGuard> Make(const LedgerFileOptions& options);

  // Why Make, and opening the file after it, would fail, as far as that can be told without making
  // or changing anything. Of a ledger that a process has, this one or another, the file is left
  // alone.
  static absl::Status LookAt(const LedgerFileOptions& options);

  // Where it really is: not behind a symbolic link, which others may turn elsewhere.
  const std::string& file() const { return file_; }
  // What is known of the ledger; nothing, where it is new.
  const std::optional<LedgerMemory>& memory() const { return memory_; }

  // A connection is open, and everything is in the file. `memory`: as it was read there.
  absl::Status Opened(SqliteDatabase& database, LedgerMemory memory);
  // A transaction was committed that counts as one. UnavailableError: not into the ledger's files,
  // perhaps.
  absl::Status Committed(const SqliteDatabase& database);
  // All of the log is in the file; what comes next begins the log anew.
  absl::Status Checkpointed();
  // A commit failed and may have changed the log; or a checkpoint, and the file as well. What was
  // in them counts no more.
  void DoubtLog();
  void Doubt();
  // The connection is gone.
  void Closed() { log_.reset(); }

  // UnavailableError: a file is gone, is another one, or was changed by others.
  absl::Status Check() const;
  // Whether the log, which stands at its path no more, can be moved into a file that is sound.
  bool MayEmptyLog() const;

 private:
  FileGuard(std::string file, LockFile lock, std::optional<LedgerMemory> memory, WatchedFile main)
      : file_(std::move(file)),
        lock_(std::move(lock)),
        memory_(std::move(memory)),
        main_(std::move(main)) {}

  std::string file_;
  LockFile lock_;
  std::optional<LedgerMemory> memory_;
  WatchedFile main_;
  std::optional<WatchedFile> log_;
  off_t page_size_ = 0;
  off_t mark_page_ = 0;  // the page that tells the ledger's identity and commits, from 0
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_
