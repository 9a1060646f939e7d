#ifndef IMAGECO_SERVER_CALL_OWNER_H_
#define IMAGECO_SERVER_CALL_OWNER_H_

#include <grpcpp/grpcpp.h>

#include "server/call_gate.h"

namespace imageco::server {

// Whose a call is: by what its certificate shows, and where it comes from, which is one
// connection's alone but on a Unix socket. gRPC's own limit of a connection holds those who keep to
// it: in 1.51 it begins when the client has acknowledged it.
CallOwner OwnerOf(const grpc::CallbackServerContext& context);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALL_OWNER_H_
