#include "server/send_time.h"

#include <algorithm>

#include "bridge/admission/admission.h"
#include "bridge/gateway/http/curl_settings.h"
#include "server/config/set_if_given.h"

namespace imageco::server {

namespace config = bridge::config::v1;

namespace {

absl::Duration WaitTimeMax(const config::BridgeConfig& config) {
  absl::Duration time_max;
  for (const config::Merchant& merchant : config.merchants()) {
    absl::Duration wait = bridge::admission::AdmissionOptions().wait_max;
    SetIfGiven(merchant.admission().has_wait_max(), merchant.admission().wait_max(), wait);
    time_max = std::max(time_max, wait);
  }
  return time_max;
}

}  // namespace

absl::Duration SendTimeMax(const config::BridgeConfig& config) {
  absl::Duration time_max;
  for (const config::Merchant& merchant : config.merchants()) {
    absl::Duration connect = bridge::gateway::kDefaultConnectTimeout;
    absl::Duration exchange = bridge::gateway::kDefaultExchangeTimeout;
    const config::Gateway& gateway = merchant.gateway();
    SetIfGiven(gateway.has_connect_timeout(), gateway.connect_timeout(), connect);
    SetIfGiven(gateway.has_exchange_timeout(), gateway.exchange_timeout(), exchange);
    time_max = std::max(time_max, connect + exchange);
  }
  return time_max;
}

absl::Duration CallTimeMax(const config::BridgeConfig& config) {
  return WaitTimeMax(config) + SendTimeMax(config);
}

}  // namespace imageco::server
