#include "bridge/ledger/sqlite/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace imageco::bridge::ledger {
namespace {

// Of one length always, so that it is written over in one go.
std::string ToText(const LedgerMemory& memory) {
  return absl::StrFormat("%-40s %020d %020d\n", memory.identity, memory.commits, memory.in_file);
}

std::optional<LedgerMemory> FromText(const std::string& text) {
  char identity[41];
  long long commits = 0;  // NOLINT(google-runtime-int): as scanf has it
  long long in_file = 0;  // NOLINT(google-runtime-int)
  if (std::sscanf(text.c_str(), "%40s %20lld %20lld", identity, &commits, &in_file) != 3) {
    return std::nullopt;
  }
  LedgerMemory memory{.identity = identity, .commits = commits, .in_file = in_file};
  if (ToText(memory) != text) return std::nullopt;
  return memory;
}

absl::Status Fault(const char* what) {
  return absl::UnavailableError(
      absl::StrCat("its lock file (-lock) ", what, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<LockFile> LockFile::Make(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Fault("cannot be opened");
  absl::StatusOr<WatchedFile> file = WatchedFile::Watch("its lock file (-lock)", path, fd);
  if (!file.ok()) return file.status();
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError("another process has it open");
  }
  // Whoever had it may have taken it away before it was locked here.
  if (absl::Status status = file->Check(); !status.ok()) return status;
  return LockFile(*std::move(file));
}

// A start that comes at that very moment takes us for another server.
absl::StatusOr<LockFile::Look> LockFile::LookAt(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return errno == ENOENT ? absl::StatusOr<Look>(Look()) : Fault("cannot be opened");
  absl::StatusOr<WatchedFile> file = WatchedFile::Watch("its lock file (-lock)", path, fd);
  if (!file.ok()) return file.status();
  if (flock(fd, LOCK_SH | LOCK_NB) != 0) return Look{.held = true};
  const absl::StatusOr<std::optional<LedgerMemory>> memory = LockFile(*std::move(file)).Read();
  if (!memory.ok()) return memory.status();
  return Look{.memory = *memory};
}

absl::StatusOr<std::optional<LedgerMemory>> LockFile::Read() const {
  std::string text(256, '\0');
  const ssize_t size = pread(file_.fd(), text.data(), text.size(), 0);
  if (size < 0) return Fault("cannot be read");
  text.resize(static_cast<size_t>(size));
  if (text.empty()) return std::optional<LedgerMemory>();
  std::optional<LedgerMemory> memory = FromText(text);
  if (memory) return memory;
  return absl::FailedPreconditionError("its lock file (-lock) is damaged");
}

absl::Status LockFile::Write(const LedgerMemory& memory) const {
  const std::string text = ToText(memory);
  const ssize_t size = pwrite(file_.fd(), text.data(), text.size(), 0);
  return size == static_cast<ssize_t>(text.size()) ? absl::OkStatus() : Fault("cannot be written");
}

absl::Status LockFile::Sync() const {
  return fsync(file_.fd()) == 0 ? absl::OkStatus() : Fault("cannot be written");
}

absl::Status LockFile::Forget() const {
  return ftruncate(file_.fd(), 0) == 0 ? absl::OkStatus() : Fault("cannot be written");
}

}  // namespace imageco::bridge::ledger
