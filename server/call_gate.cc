#include "server/call_gate.h"

#include "server/status_mapping.h"

namespace imageco::server {

std::optional<grpc::Status> CallGate::Refuse() const {
  if (closed_) return ToStatus(Draining());
  if (calls_ > calls_max_) return ToStatus(TooManyCalls());
  return std::nullopt;
}

}  // namespace imageco::server
