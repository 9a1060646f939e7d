#include "server/calls/peer.h"

#include <grpc/grpc_security_constants.h>

#include <iterator>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"

namespace imageco::server {
namespace {

// The one value of a property, as `context` keeps it; empty: none.
std::string_view PropertyOf(const grpc::AuthContext& context, const char* name) {
  const std::vector<grpc::string_ref> values = context.FindPropertyValues(name);
  return values.size() == 1 ? std::string_view(values.front().data(), values.front().size()) : "";
}

bool IsOfThisMachine(const std::string& address) {
  return absl::StartsWith(address, "unix:") || absl::StartsWith(address, "ipv4:127.") ||
         absl::StartsWith(address, "ipv6:[::1]:") || absl::StartsWith(address, "ipv6:%5B::1%5D:");
}

// Views of what `context` keeps.
Shown ShownIn(const grpc::ServerContext& context, const grpc::AuthContext& connection,
              const std::string& address) {
  Shown shown;
  shown.certificate_pem = PropertyOf(connection, GRPC_X509_PEM_CERT_PROPERTY_NAME);
  shown.chain_pem = PropertyOf(connection, GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME);
  shown.is_private = PropertyOf(connection, GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME) ==
                         GRPC_SSL_TRANSPORT_SECURITY_TYPE ||
                     IsOfThisMachine(address);
  const auto [begin, end] = context.client_metadata().equal_range("authorization");
  for (auto it = begin; it != end; ++it) {
    shown.authorizations.emplace_back(it->second.data(), it->second.size());
  }
  return shown;
}

// In none, where it names several.
bridge::base::TraceContext TraceOf(const grpc::ServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto [begin, end] = metadata.equal_range("traceparent");
  if (begin == end || std::next(begin) != end) return {};
  return bridge::base::FromTraceparent({begin->second.data(), begin->second.size()});
}

}  // namespace

CallOwner Peer::owner() const {
  return {.identity = principal->text, .connection = ConnectionOf(address)};
}

Peer PeerOf(const grpc::ServerContext& context, const Authenticator& authenticator) {
  Peer peer{.address = context.peer(), .trace = TraceOf(context)};
  const auto connection = context.auth_context();
  Authenticated authenticated =
      authenticator.Authenticate(ShownIn(context, *connection, peer.address), absl::Now());
  if (auto* refusal = std::get_if<Refusal>(&authenticated)) {
    static const auto& nobody = *new std::shared_ptr<const Principal>(new Principal);
    peer.principal = nobody;
    peer.refusal = std::move(*refusal);
  } else {
    peer.principal = std::get<std::shared_ptr<const Principal>>(std::move(authenticated));
  }
  return peer;
}

}  // namespace imageco::server
