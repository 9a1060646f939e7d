#include "server/calls/peer.h"

#include <grpc/grpc_security_constants.h>

#include <iterator>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"

namespace imageco::server {
namespace {

// The one that was verified, in PEM, as `context` keeps it; empty: none.
std::string_view CertificateOf(const grpc::AuthContext& context) {
  const std::vector<grpc::string_ref> pem =
      context.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  return pem.size() == 1 ? std::string_view(pem.front().data(), pem.front().size()) : "";
}

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
  const auto shown = context.auth_context();
  return {PrincipalOf(CertificateOf(*shown)), context.peer(), TraceOf(context)};
}

}  // namespace imageco::server
