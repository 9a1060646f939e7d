#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_

#include <sys/types.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace imageco::bridge::ledger {

// A file that belongs to this process and stays the same one, whatever connections to it come and
// go: SQLite's own locks go with each of them. Locks FILE-lock, an empty file beside it.
class FileGuard {
 public:
  // Locks, and makes the file where it is missing. UnavailableError: another process has it.
  static absl::StatusOr<FileGuard> Make(std::string file);
  FileGuard(FileGuard&& other) noexcept
      : file_(std::move(other.file_)),
        lock_(std::exchange(other.lock_, -1)),
        device_(other.device_),
        inode_(other.inode_) {}
  FileGuard& operator=(FileGuard&&) = delete;
  ~FileGuard();

  // UnavailableError: the file is gone, or another one stands in its place.
  absl::Status Check() const;

 private:
  FileGuard(std::string file, int lock) : file_(std::move(file)), lock_(lock) {}

  std::string file_;
  int lock_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_FILE_GUARD_H_
