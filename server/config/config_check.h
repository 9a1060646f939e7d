#ifndef IMAGECO_SERVER_CONFIG_CONFIG_CHECK_H_
#define IMAGECO_SERVER_CONFIG_CONFIG_CHECK_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// What is wrong with a configuration, as far as it can be told without opening files: a line for
// each fault, beginning with the path of the setting. Files and what they hold are checked where
// they are used.
std::vector<std::string> CheckConfig(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_CONFIG_CHECK_H_
