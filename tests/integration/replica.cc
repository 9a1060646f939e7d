#include "tests/integration/replica.h"

#include <chrono>
#include <thread>
#include <utility>

namespace imageco::integration {

using complaint::v1::ComplaintService;
using complaint::v1::ReplyAdminService;
using server::PendingReply;

namespace {

bool IsForNow(const grpc::Status& status) {
  const std::string reason = server::ReasonOf(status);
  return reason == "REPLY_IN_PROGRESS" || reason == "LEDGER_UNAVAILABLE";
}

}  // namespace

Replica::Replica(std::vector<std::string> command, LogReader log_reader)
    : process_(std::move(command), log_reader) {
  const auto channel = grpc::CreateChannel(process_.address(), grpc::InsecureChannelCredentials());
  stub_ = ComplaintService::NewStub(channel);
  admin_stub_ = ReplyAdminService::NewStub(channel);
}

std::unique_ptr<PendingReply> Replica::StartReply(const std::string& transaction_id,
                                                  const std::string& isspid) {
  complaint::v1::ReplyRequest request = server::ReplyWithId(transaction_id);
  request.set_isspid(isspid);
  return std::make_unique<PendingReply>(*stub_, std::move(request));
}

grpc::Status Replica::Reply(const std::string& transaction_id) {
  return StartReply(transaction_id)->status();
}

grpc::Status Replica::ReplyUntilItEnds(const std::string& transaction_id) {
  const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
  grpc::Status status = Reply(transaction_id);
  while (IsForNow(status) && std::chrono::steady_clock::now() < give_up) {
    // A lease runs out by the clock alone: nothing tells.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    status = Reply(transaction_id);
  }
  return status;
}

complaint::v1::ReplyState Replica::StateOf(const std::string& transaction_id) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + server::kPatience);
  complaint::v1::GetReplyRequest request;
  request.set_isspid(server::kIsspid);
  request.set_transaction_id(transaction_id);
  complaint::v1::GetReplyResponse response;
  const grpc::Status status = stub_->GetReply(&context, request, &response);
  EXPECT_TRUE(status.ok() || server::ReasonOf(status) == "REPLY_NOT_FOUND") << transaction_id;
  return response.reply().state();
}

grpc::Status Replica::Settle(const std::string& transaction_id, complaint::v1::Verdict verdict) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + server::kPatience);
  complaint::v1::SettleReplyRequest request;
  request.set_isspid(server::kIsspid);
  request.set_transaction_id(transaction_id);
  request.set_verdict(verdict);
  request.set_settled_by("operator");
  request.set_reason("looked at the complaint");
  complaint::v1::SettleReplyResponse response;
  return admin_stub_->SettleReply(&context, request, &response);
}

}  // namespace imageco::integration
