#ifndef IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_
#define IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>
#include <variant>

#include "bridge/reply_admin.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"
#include "server/calls/call.h"
#include "server/operations/metrics.h"

namespace imageco::server {

// Takes and gives bytes: Call says why.
using ReplyAdminServiceBytes = complaint::v1::ReplyAdminService::WithRawCallbackMethod_ListReplies<
    complaint::v1::ReplyAdminService::WithRawCallbackMethod_SettleReply<
        complaint::v1::ReplyAdminService::Service>>;

// The same for operators: hands calls over to the loop's thread, and answers back. Writes a line
// for every settlement that is asked for, refused ones too. What it is given outlives it.
class ReplyAdminServiceImpl final : public ReplyAdminServiceBytes {
 public:
  ReplyAdminServiceImpl(const CallSurroundings& surroundings, bridge::ReplyAdmin& admin,
                        Metrics& metrics)
      : surroundings_(surroundings),
        admin_(admin),
        list_replies_counts_(metrics.Of("/imageco.complaint.v1.ReplyAdminService/ListReplies")),
        settle_reply_counts_(metrics.Of("/imageco.complaint.v1.ReplyAdminService/SettleReply")) {}

  grpc::ServerUnaryReactor* ListReplies(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* answer) override;
  grpc::ServerUnaryReactor* SettleReply(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* answer) override;

 private:
  const CallSurroundings surroundings_;
  bridge::ReplyAdmin& admin_;
  MethodCounts& list_replies_counts_;
  MethodCounts& settle_reply_counts_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_REPLY_ADMIN_SERVICE_H_
