#include "server/calls/peer.h"

#include "absl/strings/match.h"

namespace imageco::server {

CallOwner Peer::owner() const {
  const bool is_of_one_connection = !absl::StartsWith(address, "unix");
  return {.identity = principal->text, .connection = is_of_one_connection ? address : ""};
}

Peer PeerOf(const grpc::CallbackServerContext& context) {
  return {PrincipalOf(*context.auth_context()), context.peer()};
}

}  // namespace imageco::server
