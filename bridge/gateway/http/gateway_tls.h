#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// What `tls` came to when its files were read, as text in PEM: whoever shows it shows what was
// checked, whatever becomes of the files.
struct GatewayPem {
  std::string authorities;   // empty: the system's
  std::string certificates;  // empty, as the key: none is shown
  std::string private_key;
};

// Reads the files of `tls`. Adds to `faults` whatever is wrong with it, each with the setting it is
// about ("gateway.tls.ca_file: ..."); quotes paths, never what the files hold.
GatewayPem ReadGatewayTls(const config::v1::GatewayTls& tls, std::vector<std::string>& faults);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_
