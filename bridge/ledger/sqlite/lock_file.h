#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_LOCK_FILE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_LOCK_FILE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/ledger/sqlite/ledger_memory.h"
#include "bridge/ledger/sqlite/watched_file.h"

namespace imageco::bridge::ledger {

// The file beside a ledger's file. It is locked as long as a process has the ledger, whatever
// connections come and go, and remembers the ledger for the next start.
class LockFile {
 public:
  // Locks, and makes the file where it is missing. UnavailableError: another process has it.
  static absl::StatusOr<LockFile> Make(const std::string& path);

  // What stands at `path`, which stays as it is; its memory where no process has it. Fails as Read
  // does.
  struct Look {
    bool held = false;
    std::optional<LedgerMemory> memory{};
  };
  static absl::StatusOr<Look> LookAt(const std::string& path);

  // FailedPreconditionError: nobody can read what it remembers. Nothing: it remembers none.
  absl::StatusOr<std::optional<LedgerMemory>> Read() const;

  // Outlives this process, and with Sync the machine.
  absl::Status Write(const LedgerMemory& memory) const;
  absl::Status Sync() const;
  absl::Status Forget() const;

  // UnavailableError: it stands at its path no more.
  absl::Status Check() const { return file_.Check(); }

 private:
  explicit LockFile(WatchedFile file) : file_(std::move(file)) {}

  WatchedFile file_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_LOCK_FILE_H_
