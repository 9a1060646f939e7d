#include "server/spare_descriptors.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace imageco::server {

absl::Status CheckSpareDescriptors() {
  std::array<int, kSpareDescriptorsMin> fds;
  int error = 0;
  for (int& fd : fds) {
    fd = eventfd(0, EFD_CLOEXEC);
    if (fd < 0) error = errno;
  }
  for (const int fd : fds) {
    if (fd >= 0) close(fd);
  }
  if (error == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the system gives fewer than ", kSpareDescriptorsMin,
                   " descriptors (ulimit -n): ", std::strerror(error)));
}

}  // namespace imageco::server
