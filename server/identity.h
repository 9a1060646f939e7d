#ifndef IMAGECO_SERVER_IDENTITY_H_
#define IMAGECO_SERVER_IDENTITY_H_

#include <grpcpp/security/auth_context.h>

#include <string>
#include <vector>

namespace imageco::server {

// The identities that a caller's verified certificate shows: its alternative names, or its common
// name where it has none (RFC 6125, 6.4.4). None: it showed no certificate, or one without names.
std::vector<std::string> IdentitiesOf(const grpc::AuthContext& caller);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_IDENTITY_H_
