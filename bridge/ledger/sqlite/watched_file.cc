#include "bridge/ledger/sqlite/watched_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {

absl::StatusOr<WatchedFile> WatchedFile::Open(std::string name, std::string path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return Watch(std::move(name), std::move(path), fd);
}

absl::StatusOr<WatchedFile> WatchedFile::Watch(std::string name, std::string path, int fd) {
  WatchedFile file(std::move(name), std::move(path), fd);
  struct stat found = {};
  if (fd < 0 || fstat(fd, &found) != 0) {
    return absl::UnavailableError(
        absl::StrCat(file.name_, " cannot be opened: ", std::strerror(errno)));
  }
  file.device_ = found.st_dev;
  file.inode_ = found.st_ino;
  return file;
}

WatchedFile::~WatchedFile() {
  if (fd_ >= 0) close(fd_);
}

absl::Status WatchedFile::Not(const char* what) const {
  return absl::UnavailableError(absl::StrCat("it is not the file that it was: ", name_, " ", what));
}

bool WatchedFile::Read(off_t place, std::string& bytes) const {
  const ssize_t size = pread(fd_, bytes.data(), bytes.size(), place);
  return size == static_cast<ssize_t>(bytes.size());
}

absl::Status WatchedFile::Check() const {
  struct stat found = {};
  if (stat(path_.c_str(), &found) != 0) return Not("is gone");
  if (found.st_dev != device_ || found.st_ino != inode_) return Not("is another one");
  return CheckContent();
}

absl::Status WatchedFile::CheckContent() const {
  struct stat found = {};
  if (fstat(fd_, &found) != 0 || found.st_size < size_) return Not("was cut off");
  for (const Part& part : parts_) {
    std::string bytes(part.bytes.size(), '\0');
    if (!Read(part.place, bytes) || bytes != part.bytes) return Not("was written over");
  }
  return absl::OkStatus();
}

absl::Status WatchedFile::Remember(const std::vector<std::pair<off_t, size_t>>& parts) {
  parts_.clear();
  struct stat found = {};
  if (fstat(fd_, &found) != 0) return Not("cannot be read");
  size_ = found.st_size;
  for (const auto& [place, size] : parts) {
    Part part{.place = place, .bytes = std::string(size, '\0')};
    if (!Read(place, part.bytes)) return Not("was cut off");
    parts_.push_back(std::move(part));
  }
  return absl::OkStatus();
}

}  // namespace imageco::bridge::ledger
