#ifndef IMAGECO_SERVER_CONFIG_LISTEN_ADDRESS_H_
#define IMAGECO_SERVER_CONFIG_LISTEN_ADDRESS_H_

#include <string>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Where callers connect, "HOST:PORT".
std::string AddressOf(const bridge::config::v1::Listener& listener);

// Where operators ask how it is, "HOST:PORT".
std::string OperationsAddressOf(const bridge::config::v1::BridgeConfig& config);

// Whether only this machine reaches the address: 127.0.0.0/8, ::1, localhost, a Unix socket.
bool IsLoopback(const std::string& address);

// `address` with the port that was bound in place of its own.
std::string WithPort(const std::string& address, int port);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_LISTEN_ADDRESS_H_
