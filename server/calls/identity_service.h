#ifndef IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_
#define IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/operations/metrics.h"

namespace imageco::server {

// Takes and gives bytes: Call says why.
using IdentityServiceBytes = complaint::v1::IdentityService::WithRawCallbackMethod_WhoAmI<
    complaint::v1::IdentityService::Service>;

// Tells callers about themselves. What it is given outlives it.
class IdentityServiceImpl final : public IdentityServiceBytes {
 public:
  IdentityServiceImpl(const CallSurroundings& surroundings, Metrics& metrics)
      : surroundings_(surroundings),
        counts_(metrics.Of("/imageco.complaint.v1.IdentityService/WhoAmI")) {}

  grpc::ServerUnaryReactor* WhoAmI(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* answer) override;

 private:
  const CallSurroundings surroundings_;
  MethodCounts& counts_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_IDENTITY_SERVICE_H_
