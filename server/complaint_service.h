#ifndef IMAGECO_SERVER_COMPLAINT_SERVICE_H_
#define IMAGECO_SERVER_COMPLAINT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "bridge/base/loop.h"
#include "bridge/reply_bridge.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "server/access.h"

namespace imageco::server {

// Hands calls from gRPC's threads over to the bridge on the loop's thread, and its answers back.
// Blocks nowhere. What it is given outlives it.
class ComplaintServiceImpl final : public complaint::v1::ComplaintService::CallbackService {
 public:
  ComplaintServiceImpl(bridge::base::Loop& loop, bridge::ReplyBridge& bridge, const Access& access,
                       uint32_t calls_max)
      : loop_(loop), bridge_(bridge), access_(access), calls_max_(calls_max) {}

  grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context,
                                  const complaint::v1::ReplyRequest* request,
                                  complaint::v1::ReplyResponse* response) override;
  grpc::ServerUnaryReactor* GetReply(grpc::CallbackServerContext* context,
                                     const complaint::v1::GetReplyRequest* request,
                                     complaint::v1::GetReplyResponse* response) override;

  // Refuses calls that come from now on. Callable from any thread.
  void Drain() { draining_ = true; }

  // Refuses what is under way and not sent yet. On the loop's thread.
  void GiveUpWaiting();

 private:
  class Call;

  // Why a call is not handed over; nothing where it may be.
  std::optional<grpc::Status> Refuse(const grpc::CallbackServerContext& context,
                                     const std::string& isspid) const;

  bridge::base::Loop& loop_;
  bridge::ReplyBridge& bridge_;
  const Access& access_;
  const uint32_t calls_max_;
  std::atomic<uint32_t> calls_ = 0;
  std::atomic<bool> draining_ = false;
  absl::flat_hash_set<Call*> replies_;  // under way; of the loop's thread
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_COMPLAINT_SERVICE_H_
