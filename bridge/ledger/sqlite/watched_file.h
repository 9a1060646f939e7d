#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_WATCHED_FILE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_WATCHED_FILE_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace imageco::bridge::ledger {

// A file that must stay the one that it is, under its path: which others may remove, move, replace,
// cut off or write over. Costs a few system calls for each look.
class WatchedFile {
 public:
  // Watches the file that stands at `path`, by a descriptor of its own or by `fd`, which it takes
  // over. `name`: what it is called in errors. UnavailableError: it cannot be opened.
  static absl::StatusOr<WatchedFile> Open(std::string name, std::string path);
  static absl::StatusOr<WatchedFile> Watch(std::string name, std::string path, int fd);
  WatchedFile(WatchedFile&& other) noexcept
      : name_(std::move(other.name_)),
        path_(std::move(other.path_)),
        fd_(std::exchange(other.fd_, -1)),
        device_(other.device_),
        inode_(other.inode_),
        size_(other.size_),
        parts_(std::move(other.parts_)) {}
  WatchedFile& operator=(WatchedFile&&) = delete;
  ~WatchedFile();

  // UnavailableError: its path leads to no file or to another; or CheckContent fails.
  absl::Status Check() const;
  // Of the file itself, wherever it is. UnavailableError: it is shorter than it was, or a part of
  // it is not as it was.
  absl::Status CheckContent() const;

  // From here on it is no shorter than now, and these parts of it stay: places and sizes in bytes.
  // UnavailableError: they cannot be read.
  absl::Status Remember(const std::vector<std::pair<off_t, size_t>>& parts);

  int fd() const { return fd_; }

 private:
  struct Part {
    off_t place;
    std::string bytes;
  };

  WatchedFile(std::string name, std::string path, int fd)
      : name_(std::move(name)), path_(std::move(path)), fd_(fd) {}
  absl::Status Not(const char* what) const;
  bool Read(off_t place, std::string& bytes) const;

  std::string name_;
  std::string path_;
  int fd_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t size_ = 0;
  std::vector<Part> parts_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_WATCHED_FILE_H_
