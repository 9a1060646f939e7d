#include "server/calls/peer.h"

#include <iterator>

#include "absl/strings/match.h"

namespace imageco::server {

namespace {

// In none, where it names several.
bridge::base::TraceContext TraceOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto [begin, end] = metadata.equal_range("traceparent");
  if (begin == end || std::next(begin) != end) return {};
  return bridge::base::FromTraceparent({begin->second.data(), begin->second.size()});
}

}  // namespace

CallOwner Peer::owner() const {
  const bool is_of_one_connection = !absl::StartsWith(address, "unix");
  return {.identity = principal->text, .connection = is_of_one_connection ? address : ""};
}

Peer PeerOf(const grpc::CallbackServerContext& context) {
  return {PrincipalOf(*context.auth_context()), context.peer(), TraceOf(context)};
}

}  // namespace imageco::server
