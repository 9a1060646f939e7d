#include "server/calls/call_limits.h"

#include <algorithm>
#include <cstdint>

namespace imageco::server {
namespace {

constexpr uint32_t kDefaultCallsMax = 10'000;
constexpr uint32_t kPerConnectionMin = 100;

uint32_t Or(uint32_t value, uint32_t otherwise) { return value != 0 ? value : otherwise; }

}  // namespace

CallLimits ToCallLimits(const bridge::config::v1::Limits& limits) {
  const uint32_t of_all = Or(limits.calls_max(), kDefaultCallsMax);
  return {
      .of_all = of_all,
      .of_identity = Or(limits.calls_per_identity_max(), std::max(of_all / 2, 1u)),
      .of_connection =
          Or(limits.calls_per_connection_max(), std::max(of_all / 10, kPerConnectionMin)),
  };
}

uint32_t HeededCallsMax(const CallLimits& limits) { return 4 * limits.of_connection; }

}  // namespace imageco::server
