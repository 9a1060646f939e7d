#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_DESTINATION_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_DESTINATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/complaintctl/command/command.h"
#include "imageco/complaint/transport.h"

namespace imageco::complaintctl {

// Where complaint-server is, and how to reach it.
struct Destination {
  std::string server;  // a gRPC target, mostly "HOST:PORT"
  complaint::Transport transport;
  complaint::Token token;
  absl::Duration deadline;  // for connecting and the call together
};

// The flags that MakeDestination reads.
std::vector<Flag> DestinationFlags();

// Plaintext where the server is on this machine, unless a TLS flag is given, or where it was asked
// for; TLS otherwise. Errors name the flag.
absl::StatusOr<Destination> MakeDestination(const CommandLine& line);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_DESTINATION_H_
