#include "bridge/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::base {
namespace {

absl::Status CannotRead(const std::string& path, const char* why) {
  return absl::NotFoundError(absl::StrCat("cannot read ", path, ": ", why));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  // Opening a pipe would wait for its writer.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return CannotRead(path, std::strerror(errno));
  const absl::Cleanup close_it = [fd] { close(fd); };
  struct stat about = {};
  if (fstat(fd, &about) != 0) return CannotRead(path, std::strerror(errno));
  if (S_ISDIR(about.st_mode)) return CannotRead(path, std::strerror(EISDIR));
  if (!S_ISREG(about.st_mode)) return CannotRead(path, "it is not a regular file");
  std::string text;
  std::array<char, 64 * 1024> bytes;
  for (;;) {
    const ssize_t count = read(fd, bytes.data(), bytes.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(path, std::strerror(errno));
    text.append(bytes.data(), static_cast<size_t>(count));
    if (text.size() > kFileBytesMax) return CannotRead(path, "it is too large");
  }
}

}  // namespace imageco::bridge::base
