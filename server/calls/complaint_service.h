#ifndef IMAGECO_SERVER_CALLS_COMPLAINT_SERVICE_H_
#define IMAGECO_SERVER_CALLS_COMPLAINT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "bridge/reply_bridge.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/calls/snapshot.h"
#include "server/operations/metrics.h"
#include "server/operations/reply_metrics.h"

namespace imageco::server {

// Takes and gives bytes: Call says why.
using ComplaintServiceBytes = complaint::v1::ComplaintService::WithRawCallbackMethod_Reply<
    complaint::v1::ComplaintService::WithRawCallbackMethod_GetReply<
        complaint::v1::ComplaintService::Service>>;

// Hands calls from gRPC's threads over to the bridge on the loop's thread, and its answers back.
// Blocks nowhere. What it is given outlives it.
class ComplaintServiceImpl final : public ComplaintServiceBytes {
 public:
  ComplaintServiceImpl(const CallSurroundings& surroundings, bridge::ReplyBridge& bridge,
                       Metrics& metrics, ReplyMetrics& reply_metrics)
      : surroundings_(surroundings),
        bridge_(bridge),
        reply_metrics_(reply_metrics),
        reply_counts_(metrics.Of("/imageco.complaint.v1.ComplaintService/Reply")),
        get_reply_counts_(metrics.Of("/imageco.complaint.v1.ComplaintService/GetReply")) {}

  grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer* request,
                                  grpc::ByteBuffer* answer) override;
  grpc::ServerUnaryReactor* GetReply(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* answer) override;

  // Refuses what is under way and not sent yet. On the loop's thread.
  void GiveUpWaiting();

 private:
  class ReplyCall;

  bool IsToBeLogged(const bridge::ReplyResult& result, const Snapshot& snapshot);

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
