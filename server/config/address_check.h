#ifndef IMAGECO_SERVER_CONFIG_ADDRESS_CHECK_H_
#define IMAGECO_SERVER_CONFIG_ADDRESS_CHECK_H_

#include <string>

namespace imageco::server {

// Why nothing can listen on `address`, as far as that can be told of its text alone; empty: it is
// "HOST:PORT" or "unix:PATH". gRPC takes more, and a port of its own where there is none.
std::string WhyNoListenAddress(const std::string& address);

// Whether listening on one keeps another from listening on the other. Port 0 is no port yet.
bool IsSameListenAddress(const std::string& one, const std::string& other);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_ADDRESS_CHECK_H_
