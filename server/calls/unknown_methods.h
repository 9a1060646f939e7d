#ifndef IMAGECO_SERVER_CALLS_UNKNOWN_METHODS_H_
#define IMAGECO_SERVER_CALLS_UNKNOWN_METHODS_H_

#include <grpcpp/generic/async_generic_service.h>

#include "server/listener/connection_calls.h"

namespace imageco::server {

// Answers calls of methods that nobody has, as gRPC would: UNIMPLEMENTED. Counted with the others
// of their connection, which gRPC's own answer is not.
class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  // `calls` outlives it.
  explicit UnknownMethods(ConnectionCalls& calls) : calls_(calls) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  ConnectionCalls& calls_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_UNKNOWN_METHODS_H_
