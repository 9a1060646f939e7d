#ifndef IMAGECO_SERVER_CONFIG_VALUE_CHECK_H_
#define IMAGECO_SERVER_CONFIG_VALUE_CHECK_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Every value of a configuration by itself: texts without control characters, enum numbers that
// have a name, durations longer than zero, and the bounds that the comments of the proto state. A
// line for each fault, beginning with the path of the setting.
std::vector<std::string> CheckValues(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_VALUE_CHECK_H_
