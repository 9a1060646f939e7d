#ifndef IMAGECO_SERVER_RPC_UNKNOWN_METHODS_H_
#define IMAGECO_SERVER_RPC_UNKNOWN_METHODS_H_

#include <grpcpp/generic/async_generic_service.h>

#include "server/listener/connection_calls.h"
#include "server/rpc/rpc_thread.h"

namespace imageco::server {

// Answers calls of methods that nobody has, as gRPC would: UNIMPLEMENTED. Counted with the others
// of their connection, which gRPC's own answer is not.
class UnknownMethods {
 public:
  // `calls` outlives it.
  explicit UnknownMethods(ConnectionCalls& calls) : calls_(calls) {}
  UnknownMethods(const UnknownMethods&) = delete;
  UnknownMethods& operator=(const UnknownMethods&) = delete;

  // To be registered.
  grpc::AsyncGenericService& service() { return service_; }

  // From the start of its server to its shutdown. `thread` outlives its calls.
  void TakeCalls(RpcThread& thread);

 private:
  class Call;

  grpc::AsyncGenericService service_;
  ConnectionCalls& calls_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_RPC_UNKNOWN_METHODS_H_
