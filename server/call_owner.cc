#include "server/call_owner.h"

#include "absl/strings/match.h"
#include "server/identity.h"

namespace imageco::server {

CallOwner OwnerOf(const grpc::CallbackServerContext& context) {
  CallOwner owner = {.identity = PrincipalOf(*context.auth_context())->text,
                     .connection = context.peer()};
  if (absl::StartsWith(owner.connection, "unix")) owner.connection.clear();
  return owner;
}

}  // namespace imageco::server
