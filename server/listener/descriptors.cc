#include "server/listener/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

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

size_t ConnectionsThatFit(size_t connections_max, size_t descriptors, size_t reserved) {
  if (descriptors <= reserved) return 1;
  const size_t fit = (descriptors - reserved) / Connections::kDescriptorsEach;
  return std::clamp<size_t>(fit, 1, std::max<size_t>(connections_max, 1));
}

}  // namespace imageco::server
