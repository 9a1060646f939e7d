#include "bridge/ledger/sqlite/file_guard.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "bridge/ledger/sqlite/ledger_file.h"

namespace imageco::bridge::ledger {

absl::StatusOr<FileGuard> FileGuard::Make(std::string file) {
  const int lock = open((file + "-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return absl::UnavailableError(
        absl::StrCat("its lock file (-lock) cannot be opened: ", std::strerror(errno)));
  }
  FileGuard guard(std::move(file), lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError("another process has it open");
  }
  if (absl::Status made = MakeMissingLedgerFile(guard.file_); !made.ok()) return made;
  struct stat found = {};
  if (stat(guard.file_.c_str(), &found) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot be found: ", std::strerror(errno)));
  }
  guard.device_ = found.st_dev;
  guard.inode_ = found.st_ino;
  return guard;
}

FileGuard::~FileGuard() {
  if (lock_ >= 0) close(lock_);
}

absl::Status FileGuard::Check() const {
  struct stat found = {};
  const bool same = stat(file_.c_str(), &found) == 0 && found.st_dev == device_ &&
                    found.st_ino == inode_ && found.st_size > 0;
  return same ? absl::OkStatus() : absl::UnavailableError("it is not the file that it was");
}

}  // namespace imageco::bridge::ledger
