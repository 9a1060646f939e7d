#include "server/complaint_service.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "bridge/base/cancellation.h"
#include "bridge/base/task.h"
#include "server/call.h"
#include "server/call_log.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using bridge::base::Cancellation;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

}  // namespace

// A Reply, which can be stopped before it was sent.
class ComplaintServiceImpl::ReplyCall : public Call {
 public:
  explicit ReplyCall(ComplaintServiceImpl& service) : Call(service.gate_), loop_(service.loop_) {}

  // Of the loop's thread. Lives as long as whoever holds it.
  const std::shared_ptr<Cancellation>& cancellation() const { return cancellation_; }

  // Of the loop's thread: stops what was not sent yet, and says why.
  void GiveUp() {
    given_up_ = true;
    cancellation_->Cancel();
  }

  // What the caller hears where the bridge came to `result`.
  bridge::ReplyResult Explain(bridge::ReplyResult result) const {
    const auto* failure = std::get_if<Failure>(&result);
    const bool stopped = failure != nullptr && failure->reason == complaint::v1::DEADLINE_TOO_SHORT;
    return given_up_ && stopped ? Draining() : std::move(result);
  }

  void OnCancel() override {
    loop_.Post([cancellation = cancellation_] { cancellation->Cancel(); });
  }

 private:
  bridge::base::Loop& loop_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
  bool given_up_ = false;
};

std::optional<grpc::Status> ComplaintServiceImpl::Refuse(const grpc::CallbackServerContext& context,
                                                         const std::string& isspid) const {
  if (std::optional<grpc::Status> refused = gate_.Refuse()) return refused;
  return access_.Refuse(*context.auth_context(), bridge_.ResolveIsspid(isspid));
}

void ComplaintServiceImpl::GiveUpWaiting() {
  // A call that is given up ends at once, and leaves replies_ and the process then; it may take
  // others along.
  const std::vector<ReplyCall*> calls(replies_.begin(), replies_.end());
  for (ReplyCall* call : calls) {
    if (replies_.contains(call)) call->GiveUp();
  }
}

grpc::ServerUnaryReactor* ComplaintServiceImpl::Reply(grpc::CallbackServerContext* context,
                                                      const ReplyRequest* request,
                                                      ReplyResponse* response) {
  auto* call = new ReplyCall(*this);
  if (const auto refused = Refuse(*context, request->isspid())) {
    call->Finish(*refused);
    return call;
  }
  loop_.Post([this, call, request, response, deadline = DeadlineOf(*context)] {
    const absl::Time start = loop_.Now();
    replies_.insert(call);
    bridge::base::Spawn(bridge_.Reply(*request, {deadline, *call->cancellation()}),
                        [this, call, request, response, start](bridge::ReplyResult result) {
                          replies_.erase(call);
                          result = call->Explain(std::move(result));
                          LogReply(*request, bridge_.ResolveIsspid(request->isspid()), result,
                                   loop_.Now() - start);
                          call->Answer(std::move(result), *response);
                        });
  });
  return call;
}

grpc::ServerUnaryReactor* ComplaintServiceImpl::GetReply(grpc::CallbackServerContext* context,
                                                         const GetReplyRequest* request,
                                                         GetReplyResponse* response) {
  auto* call = new Call(gate_);
  if (const auto refused = Refuse(*context, request->isspid())) {
    call->Finish(*refused);
    return call;
  }
  loop_.Post([this, call, request, response] {
    bridge::base::Spawn(bridge_.GetReply(*request),
                        [call, response](bridge::GetReplyResult result) {
                          call->Answer(std::move(result), *response);
                        });
  });
  return call;
}

}  // namespace imageco::server
