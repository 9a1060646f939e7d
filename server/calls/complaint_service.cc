#include "server/calls/complaint_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "bridge/base/cancellation.h"
#include "bridge/base/stopwatch.h"
#include "bridge/base/task.h"
#include "server/calls/call.h"
#include "server/calls/call_log.h"
#include "server/calls/deadline.h"

namespace imageco::server {
namespace {

using bridge::base::Cancellation;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;

}  // namespace

// A Reply, which can be stopped before it was sent.
class ComplaintServiceImpl::ReplyCall : public Call<ReplyRequest, ReplyResponse> {
 public:
  ReplyCall(ComplaintServiceImpl& service, const grpc::CallbackServerContext& context,
            grpc::ByteBuffer& answer)
      : Call(service.gate_, service.reply_counts_, service.current_.Get(), context, answer),
        loop_(service.loop_),
        deadline_(ToTime(context.raw_deadline())) {}

  bridge::CallContext context() {
    return {.merchants = snapshot().merchants,
            .deadline = deadline_,
            .cancellation = cancellation_,
            .identity = peer().principal->text,
            .trace = peer().trace,
            .trail = &trail_};
  }

  // How its Reply went, once that is known.
  const bridge::ReplyTrail& trail() const { return trail_; }

  // Of the loop's thread: stops what was not sent yet.
  void GiveUp() { cancellation_->Cancel(Cancellation::Why::kDraining); }

  void OnCancel() override {
    Call::OnCancel();
    loop_.Post([cancellation = cancellation_] { cancellation->Cancel(); });
  }

 private:
  bridge::base::Loop& loop_;
  const absl::Time deadline_;
  bridge::ReplyTrail trail_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
};

template <typename AnyCall>
std::optional<grpc::Status> ComplaintServiceImpl::Refuse(const char* method, Check check,
                                                         const grpc::ByteBuffer& bytes,
                                                         AnyCall& call) const {
  if (std::optional<grpc::Status> refused = call.Refuse(bytes)) return refused;
  const Snapshot& snapshot = call.snapshot();
  const std::string isspid = ResolveIsspid(*snapshot.merchants, call.request().isspid());
  const auto refusal = (snapshot.access.*check)(*call.peer().principal, isspid);
  if (!refusal) return std::nullopt;
  LogRefusedCall(method, isspid, *refusal, call.peer());
  return ToStatus(*refusal);
}

bool ComplaintServiceImpl::IsToBeLogged(const bridge::ReplyResult& result,
                                        const Snapshot& snapshot) {
  const bool failed = std::holds_alternative<bridge::Failure>(result);
  return failed || delivered_++ % snapshot.log_delivered_one_in == 0;
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
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* answer) {
  auto* call = new ReplyCall(*this, *context, *answer);
  if (const auto refused = Refuse("Reply", &Access::Refuse, *request, *call)) {
    call->End(*refused);
    return call;
  }
  loop_.Post([this, call] {
    const bridge::base::Stopwatch stopwatch(loop_);
    replies_.insert(call);
    bridge::base::Spawn(bridge_.Reply(call->request(), call->context()),
                        [this, call, stopwatch](const bridge::ReplyResult& result) {
                          replies_.erase(call);
                          const std::string isspid =
                              ResolveIsspid(*call->snapshot().merchants, call->request().isspid());
                          if (IsToBeLogged(result, call->snapshot())) {
                            LogReply(call->request(), isspid, result, call->trail(),
                                     stopwatch.elapsed(), call->peer());
                          }
                          reply_metrics_.Count(call->request(), isspid, result, call->trail());
                          call->Answer(result);
                        });
  });
  return call;
}

grpc::ServerUnaryReactor* ComplaintServiceImpl::GetReply(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request,
                                                         grpc::ByteBuffer* answer) {
  auto* call = new Call<GetReplyRequest, GetReplyResponse>(gate_, get_reply_counts_, current_.Get(),
                                                           *context, *answer);
  if (const auto refused = Refuse("GetReply", &Access::RefuseReading, *request, *call)) {
    call->End(*refused);
    return call;
  }
  loop_.Post([this, call] {
    bridge::base::Spawn(bridge_.GetReply(call->request(), call->context()),
                        [call](const bridge::GetReplyResult& result) { call->Answer(result); });
  });
  return call;
}

}  // namespace imageco::server
