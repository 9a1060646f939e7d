#ifndef IMAGECO_SERVER_CONFIG_CALLERS_CHECK_H_
#define IMAGECO_SERVER_CONFIG_CALLERS_CHECK_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Adds a line to `faults` for whatever is wrong with `callers` and `jwt_issuers`, but for values
// out of bounds and what stands in files.
void CheckCallers(const bridge::config::v1::BridgeConfig& config, std::vector<std::string>& faults);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_CALLERS_CHECK_H_
