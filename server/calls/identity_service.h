#ifndef IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_
#define IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/operations/metrics.h"
#include "server/rpc/rpc_thread.h"
#include "server/rpc/unary_method.h"

namespace imageco::server {

// Tells callers about themselves. What it is given outlives it.
class IdentityServiceImpl final : public RpcService {
 public:
  IdentityServiceImpl(const CallSurroundings& surroundings, Metrics& metrics);

  grpc::Service& service() override { return service_; }
  void TakeCalls(RpcThread& thread) override { who_am_i_method_.TakeCalls(thread, 1); }

 private:
  using Service = complaint::v1::IdentityService;

  void WhoAmI(std::unique_ptr<UnaryCall> rpc);

  // Takes and gives bytes: Call says why.
  Service::WithRawMethod_WhoAmI<Service::Service> service_;
  UnaryMethod who_am_i_method_;
  const CallSurroundings surroundings_;
  MethodCounts& counts_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_
