#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CONNECTION_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CONNECTION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// TLS towards complaint-server. All certificates are PEM; empty: gRPC's defaults.
struct ClientTls {
  std::string ca;
  std::string certificate;
  std::string private_key;
  std::string server_name;
};

// How to reach complaint-server.
struct Connection {
  std::string server;  // a gRPC target, mostly "HOST:PORT"
  bool loopback = false;
  std::optional<ClientTls> tls;  // absent: plaintext
  absl::Duration deadline;       // for connecting and the call together
};

// The flags that MakeConnection reads.
std::vector<Flag> ConnectionFlags();

// Plaintext where the server is on this machine, unless a TLS flag is given, or where it was asked
// for; TLS otherwise. Errors name the flag.
absl::StatusOr<Connection> MakeConnection(const CommandLine& line);

// Whether a gRPC target is an address of this machine alone.
bool IsLoopback(std::string target);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CONNECTION_H_
