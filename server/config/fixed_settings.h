#ifndef IMAGECO_SERVER_CONFIG_FIXED_SETTINGS_H_
#define IMAGECO_SERVER_CONFIG_FIXED_SETTINGS_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Gives `next` those settings of `running` that a process keeps until it ends: addresses, the
// ledger, and what gRPC is told when it starts. Names those that differ.
std::vector<std::string> KeepFixedSettings(const bridge::config::v1::BridgeConfig& running,
                                           bridge::config::v1::BridgeConfig& next);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_FIXED_SETTINGS_H_
