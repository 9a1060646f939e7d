#include "server/config/rate_check.h"

#include <algorithm>
#include <cmath>

namespace imageco::server {

void CheckRate(double rate_per_second, uint32_t burst, const std::string& path,
               std::vector<std::string>& faults) {
  constexpr double kRateMax = 1e6;
  constexpr double kFillSecondsMax = 100.0 * 365 * 24 * 60 * 60;
  if (!std::isfinite(rate_per_second) || rate_per_second < 0) {
    faults.push_back(path + "rate_per_second: is not a rate");
  } else if (rate_per_second > kRateMax) {
    faults.push_back(path + "rate_per_second: is more than a million");
  } else if (rate_per_second > 0 && std::max(burst, 1u) / rate_per_second > kFillSecondsMax) {
    faults.push_back(path + "burst: to fill it takes more than 100 years");
  }
  if (rate_per_second == 0 && burst != 0) {
    faults.push_back(path + "burst: means nothing without rate_per_second");
  }
}

}  // namespace imageco::server
