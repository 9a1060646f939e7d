#include "tests/server/calls/reply_admin_fixture.h"

namespace imageco::server {

using complaint::v1::ReplyAdminService;
using sandbox::ConnectionEnd;
using sandbox::FaultPlan;
using sandbox::FaultPoint;

complaint::v1::SettleReplyRequest SettlementOf(const std::string& transaction_id,
                                               complaint::v1::Verdict verdict) {
  complaint::v1::SettleReplyRequest request;
  request.set_isspid(kIsspid);
  request.set_transaction_id(transaction_id);
  request.set_verdict(verdict);
  request.set_settled_by("alice");
  request.set_reason("looked at the complaint");
  return request;
}

std::vector<std::string> IdsOf(const Listed& listed) {
  std::vector<std::string> ids;
  for (const auto& reply : listed.response.replies()) ids.push_back(reply.transaction_id());
  return ids;
}

std::unique_ptr<ReplyAdminService::Stub> ReplyAdminFixture::ConnectAdmin(
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  return ReplyAdminService::NewStub(grpc::CreateChannel(server().address(), credentials));
}

Listed ReplyAdminFixture::List(const complaint::v1::ListRepliesRequest& request,
                               const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  Listed listed;
  listed.status = ConnectAdmin(credentials)->ListReplies(&context, request, &listed.response);
  return listed;
}

Settled ReplyAdminFixture::Settle(const complaint::v1::SettleReplyRequest& request,
                                  const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  Settled settled;
  settled.status = ConnectAdmin(credentials)->SettleReply(&context, request, &settled.response);
  return settled;
}

void ReplyAdminFixture::LoseNextAnswer(bool apply) {
  PlanFault([apply](FaultPlan& plan) {
    plan.connection = {.end = ConnectionEnd::kClose, .at = FaultPoint::kAfterRequest};
    plan.apply = apply;
  });
}

}  // namespace imageco::server
