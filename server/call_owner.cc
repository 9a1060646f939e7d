#include "server/call_owner.h"

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "server/identity.h"

namespace imageco::server {

CallOwner OwnerOf(const grpc::CallbackServerContext& context) {
  CallOwner owner = {.identity = absl::StrJoin(IdentitiesOf(*context.auth_context()), ", "),
                     .connection = context.peer()};
  if (absl::StartsWith(owner.connection, "unix")) owner.connection.clear();
  return owner;
}

}  // namespace imageco::server
