#ifndef IMAGECO_SERVER_RPC_HEALTH_SERVICE_H_
#define IMAGECO_SERVER_RPC_HEALTH_SERVICE_H_

#include <grpc/health/v1/health.grpc.pb.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "server/rpc/rpc_thread.h"
#include "server/rpc/unary_method.h"

namespace imageco::server {

// grpc.health.v1.Health, which gRPC's own one would answer on threads of its own. All services
// serve, or none does.
class HealthService final : public RpcService {
 public:
  // Of those with these full names, and of the process, whose name is empty. None serves yet.
  explicit HealthService(std::vector<std::string> names);

  grpc::Service& service() override { return service_; }
  void TakeCalls(RpcThread& thread) override;

  // From TakeCalls on, on any thread.
  void Set(bool is_serving);

 private:
  using Health = grpc::health::v1::Health;
  using Status = grpc::health::v1::HealthCheckResponse::ServingStatus;
  class Check;
  class Watch;

  bool Knows(const std::string& name) const { return names_.contains(name); }

  const absl::flat_hash_set<std::string> names_;
  Health::WithRawMethod_Check<Health::WithAsyncMethod_Watch<Health::Service>> service_;
  UnaryMethod check_;
  RpcThread* thread_ = nullptr;
  // Of the RPC thread.
  Status status_ = grpc::health::v1::HealthCheckResponse::NOT_SERVING;
  absl::flat_hash_set<Watch*> watches_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_RPC_HEALTH_SERVICE_H_
