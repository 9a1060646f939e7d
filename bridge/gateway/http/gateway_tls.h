#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// What is wrong with `tls`, every fault with the setting it is about ("gateway.tls.ca_file: ...");
// nothing where it can be used. Reads the files. Quotes paths, never their contents.
std::vector<std::string> FindFaults(const config::v1::GatewayTls& tls);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_GATEWAY_TLS_H_
