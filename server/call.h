#ifndef IMAGECO_SERVER_CALL_H_
#define IMAGECO_SERVER_CALL_H_

#include <grpcpp/grpcpp.h>

#include <utility>
#include <variant>

#include "bridge/failure.h"
#include "server/call_gate.h"
#include "server/status_mapping.h"

namespace imageco::server {

// One RPC of any of our services, counted while it is under way. Made with new: gRPC lets go of it,
// only after Finish, on a thread of its own.
class Call : public grpc::ServerUnaryReactor {
 public:
  explicit Call(CallGate& gate) : gate_(gate) { gate_.Enter(); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() override { gate_.Leave(); }

  // Ends the RPC. On any thread, once.
  template <typename Response>
  void Answer(std::variant<Response, bridge::Failure> result, Response& response) {
    if (const auto* failure = std::get_if<bridge::Failure>(&result)) {
      return Finish(ToStatus(*failure));
    }
    response = std::get<Response>(std::move(result));
    Finish(grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  CallGate& gate_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALL_H_
