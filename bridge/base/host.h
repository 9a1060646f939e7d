#ifndef IMAGECO_BRIDGE_BASE_HOST_H_
#define IMAGECO_BRIDGE_BASE_HOST_H_

#include <string_view>

namespace imageco::bridge::base {

// Whether `host` is one as it stands in front of a port: a name of letters, digits, "-" and "_" in
// labels, an IPv4 address, or an IPv6 address in brackets. Of digits and dots it is an address.
bool IsHost(std::string_view host);

// Whether `port` is a decimal number from `port_min` to 65535.
bool IsPort(std::string_view port, int port_min);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_HOST_H_
