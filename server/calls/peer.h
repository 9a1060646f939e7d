#ifndef IMAGECO_SERVER_CALLS_PEER_H_
#define IMAGECO_SERVER_CALLS_PEER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>

#include "bridge/base/trace_context.h"
#include "server/callers/authenticator.h"
#include "server/callers/identity.h"
#include "server/callers/refusal.h"
#include "server/calls/call_gate.h"

namespace imageco::server {

// Who is at the other end of a call.
struct Peer {
  std::shared_ptr<const Principal> principal{};  // never null
  std::optional<Refusal> refusal{};              // what it shows counts for nothing
  std::string address;                           // as gRPC writes it: "ipv4:127.0.0.1:39116"
  bridge::base::TraceContext trace;              // that the call stands in

  // For a log: the identities that were shown, or where there are none, the address.
  const std::string& name() const { return principal->text.empty() ? address : principal->text; }

  // As whose its calls count: by its identities, and on its connection. gRPC's own limit of a
  // connection holds those who keep to it: in 1.51 it begins when the client has acknowledged it.
  CallOwner owner() const;
};

// `context` is that of a call that was not answered.
Peer PeerOf(const grpc::ServerContext& context, const Authenticator& authenticator);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_PEER_H_
