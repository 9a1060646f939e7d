#ifndef IMAGECO_SERVER_COMPLAINT_SERVICE_H_
#define IMAGECO_SERVER_COMPLAINT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "bridge/base/loop.h"
#include "bridge/reply_bridge.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "server/access.h"
#include "server/call_gate.h"

namespace imageco::server {

// Hands calls from gRPC's threads over to the bridge on the loop's thread, and its answers back.
// Blocks nowhere. What it is given outlives it.
class ComplaintServiceImpl final : public complaint::v1::ComplaintService::CallbackService {
 public:
  ComplaintServiceImpl(bridge::base::Loop& loop, bridge::ReplyBridge& bridge, const Access& access,
                       CallGate& gate)
      : loop_(loop), bridge_(bridge), access_(access), gate_(gate) {}

  grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                  const complaint::v1::ReplyRequest* request,
                                  complaint::v1::ReplyResponse* response) override;
  grpc::ServerUnaryReactor* GetReply(grpc::CallbackServerContext* context,
                                     const complaint::v1::GetReplyRequest* request,
                                     complaint::v1::GetReplyResponse* response) override;

  // Refuses what is under way and not sent yet. On the loop's thread.
  void GiveUpWaiting();

 private:
  class ReplyCall;

  // Why a call is not handed over; nothing where it may be.
  std::optional<grpc::Status> Refuse(const grpc::CallbackServerContext& context,
                                     const std::string& isspid) const;

  bridge::base::Loop& loop_;
  bridge::ReplyBridge& bridge_;
  const Access& access_;
  CallGate& gate_;
  absl::flat_hash_set<ReplyCall*> replies_;  // under way; of the loop's thread
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_COMPLAINT_SERVICE_H_
