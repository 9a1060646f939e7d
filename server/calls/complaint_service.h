#ifndef IMAGECO_SERVER_CALLS_COMPLAINT_SERVICE_H_
#define IMAGECO_SERVER_CALLS_COMPLAINT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "bridge/admission/refusal.h"
#include "bridge/reply_bridge.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/calls/snapshot.h"
#include "server/operations/metrics.h"
#include "server/operations/reply_metrics.h"
#include "server/rpc/rpc_thread.h"
#include "server/rpc/unary_method.h"

namespace imageco::server {

// Hands calls from the RPC thread over to the bridge on the loop's thread, and its answers back.
// Blocks nowhere. What it is given outlives it.
class ComplaintServiceImpl final : public RpcService {
 public:
  ComplaintServiceImpl(const CallSurroundings& surroundings, bridge::ReplyBridge& bridge,
                       Metrics& metrics, ReplyMetrics& reply_metrics);

  grpc::Service& service() override { return service_; }
  void TakeCalls(RpcThread& thread) override;

  // Refuses what is under way and not sent yet. On the loop's thread.
  void GiveUpWaiting();

 private:
  class ReplyCall;
  using Service = complaint::v1::ComplaintService;

  void Reply(std::unique_ptr<UnaryCall> rpc);
  void GetReply(std::unique_ptr<UnaryCall> rpc);
  void TurnAway(ReplyCall& call, const bridge::admission::Refusal& refusal);
  bool IsToBeLogged(const bridge::ReplyResult& result, const Snapshot& snapshot);

  // Takes and gives bytes: Call says why.
  Service::WithRawMethod_Reply<Service::WithRawMethod_GetReply<Service::Service>> service_;
  UnaryMethod reply_method_;
  UnaryMethod get_reply_method_;
  const CallSurroundings surroundings_;
  bridge::ReplyBridge& bridge_;
  ReplyMetrics& reply_metrics_;
  MethodCounts& reply_counts_;
  MethodCounts& get_reply_counts_;
  // Of the loop's thread.
  absl::flat_hash_set<ReplyCall*> replies_;  // under way
  uint64_t delivered_ = 0;                   // or only checked
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_COMPLAINT_SERVICE_H_
