#ifndef IMAGECO_SERVER_CONFIG_LOG_SEVERITY_H_
#define IMAGECO_SERVER_CONFIG_LOG_SEVERITY_H_

#include "bridge/base/log.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// The least severe line that a configuration wants to see.
inline bridge::base::Severity SeverityMin(const bridge::config::v1::BridgeConfig& config) {
  switch (config.log_severity()) {
    case bridge::config::v1::LOG_SEVERITY_WARNING:
      return bridge::base::Severity::kWarning;
    case bridge::config::v1::LOG_SEVERITY_ERROR:
      return bridge::base::Severity::kError;
    default:
      return bridge::base::Severity::kInfo;
  }
}

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_LOG_SEVERITY_H_
