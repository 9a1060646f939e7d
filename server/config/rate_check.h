#ifndef IMAGECO_SERVER_CONFIG_RATE_CHECK_H_
#define IMAGECO_SERVER_CONFIG_RATE_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

namespace imageco::server {

// Adds a line to `faults` for whatever is wrong with the rate_per_second and the burst of a
// setting: `path` is its own, with a dot.
void CheckRate(double rate_per_second, uint32_t burst, const std::string& path,
               std::vector<std::string>& faults);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_RATE_CHECK_H_
