#include "server/listener/descriptors.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "server/listener/connections.h"

namespace imageco::server {

size_t RaiseDescriptorLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return before;
  return limit.rlim_cur;
}

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

size_t ConnectionsThatFit(size_t connections_max, size_t descriptors, size_t reserved) {
  if (descriptors <= reserved) return 1;
  const size_t fit = (descriptors - reserved) / Connections::kDescriptorsEach;
  return std::clamp<size_t>(fit, 1, std::max<size_t>(connections_max, 1));
}

}  // namespace imageco::server
