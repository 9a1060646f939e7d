#ifndef IMAGECO_SERVER_SEND_TIME_H_
#define IMAGECO_SERVER_SEND_TIME_H_

#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// How long one send of any merchant may take: to connect, and the exchange.
absl::Duration SendTimeMax(const bridge::config::v1::BridgeConfig& config);

// How long a reply of any merchant may take: to wait for its turn, and then a send.
absl::Duration CallTimeMax(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_SEND_TIME_H_
