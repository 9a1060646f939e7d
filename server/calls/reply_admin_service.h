#ifndef IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_
#define IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "bridge/reply_admin.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/operations/metrics.h"
#include "server/rpc/rpc_thread.h"
#include "server/rpc/unary_method.h"

namespace imageco::server {

// The same for operators: hands calls over to the loop's thread, and answers back. Writes a line
// for every settlement that is asked for, refused ones too. What it is given outlives it.
class ReplyAdminServiceImpl final : public RpcService {
 public:
  ReplyAdminServiceImpl(const CallSurroundings& surroundings, bridge::ReplyAdmin& admin,
                        Metrics& metrics);

  grpc::Service& service() override { return service_; }
  void TakeCalls(RpcThread& thread) override;

 private:
  using Service = complaint::v1::ReplyAdminService;

  void ListReplies(std::unique_ptr<UnaryCall> rpc);
  void SettleReply(std::unique_ptr<UnaryCall> rpc);

  // Takes and gives bytes: Call says why.
  Service::WithRawMethod_ListReplies<Service::WithRawMethod_SettleReply<Service::Service>> service_;
  UnaryMethod list_replies_method_;
  UnaryMethod settle_reply_method_;
  const CallSurroundings surroundings_;
  bridge::ReplyAdmin& admin_;
  MethodCounts& list_replies_counts_;
  MethodCounts& settle_reply_counts_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_
