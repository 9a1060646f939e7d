#include "server/calls/complaint_service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "bridge/base/cancellation.h"
#include "bridge/base/stopwatch.h"
#include "bridge/base/task.h"
#include "server/calls/call.h"
#include "server/calls/call_log.h"
#include "server/calls/deadline.h"

namespace imageco::server {
namespace {

using bridge::base::Cancellation;
using bridge::config::v1::CALLER_METHOD_GET_REPLY;
using bridge::config::v1::CALLER_METHOD_REPLY;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;

// As many calls as may come in one turn without waiting for the next.
constexpr int kRepliesTogether = 128;
constexpr int kOthersTogether = 16;

// Why a caller may not have done what `call` asks for, which is logged: `check` of the merchant
// that it means.
template <typename AnyCall, typename Check>
std::optional<grpc::Status> Refuse(Method method, AnyCall& call, Check check) {
  std::string isspid;
  auto refused = call.Refuse([&] {
    const Snapshot& snapshot = call.snapshot();
    isspid = ResolveIsspid(*snapshot.merchants, call.request().isspid());
    auto refusal = snapshot.access.Refuse(*call.peer().principal, method, SteadyNow());
    return refusal ? refusal : check(snapshot.access, *call.peer().principal, isspid);
  });
  if (call.refusal()) LogRefusedCall(NameOf(method), isspid, *call.refusal(), call.peer());
  return refused;
}

}  // namespace

// A Reply, which can be stopped before it was sent.
class ComplaintServiceImpl::ReplyCall : public Call<ReplyRequest, ReplyResponse> {
 public:
  ReplyCall(ComplaintServiceImpl& service, std::unique_ptr<UnaryCall> rpc)
      : Call(service.surroundings_, service.reply_counts_, std::move(rpc)),
        loop_(service.surroundings_.loop),
        deadline_(ToTime(rpc_context().raw_deadline())) {}

  bridge::CallContext context() {
    return {.merchants = snapshot().merchants,
            .deadline = deadline_,
            .cancellation = cancellation_,
            .identity = peer().principal->text,
            .trace = peer().trace,
            .trail = &trail_};
  }

  // Why it would wait in vain for its merchant's gateway. One that may be a replay hears it too: in
  // the same time it would cost the ledger as much as one that may go.
  std::optional<bridge::admission::Refusal> RefuseAhead() const {
    const bridge::MerchantTable& merchants = *snapshot().merchants;
    const auto* merchant = FindMerchant(merchants, isspid());
    if (merchant == nullptr || request().validate_only()) return std::nullopt;
    return merchant->admission->RefuseAhead(deadline_ - absl::Now(), loop_.SteadyNow());
  }

  // The merchant that it means; it may name none.
  std::string isspid() const { return ResolveIsspid(*snapshot().merchants, request().isspid()); }

  // How its Reply went, once that is known.
  const bridge::ReplyTrail& trail() const { return trail_; }

  // Of the loop's thread: stops what was not sent yet.
  void GiveUp() { cancellation_->Cancel(Cancellation::Why::kDraining); }

  void OnCancel() override {
    Call::OnCancel();
    OnLoop([cancellation = cancellation_] { cancellation->Cancel(); });
  }

 private:
  const bridge::base::Loop& loop_;
  const absl::Time deadline_;
  bridge::ReplyTrail trail_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
};

ComplaintServiceImpl::ComplaintServiceImpl(const CallSurroundings& surroundings,
                                           bridge::ReplyBridge& bridge, Metrics& metrics,
                                           ReplyMetrics& reply_metrics)
    : reply_method_([this](auto*... arguments) { service_.RequestReply(arguments...); },
                    [this](std::unique_ptr<UnaryCall> rpc) { Reply(std::move(rpc)); }),
      get_reply_method_([this](auto*... arguments) { service_.RequestGetReply(arguments...); },
                        [this](std::unique_ptr<UnaryCall> rpc) { GetReply(std::move(rpc)); }),
      surroundings_(surroundings),
      bridge_(bridge),
      reply_metrics_(reply_metrics),
      reply_counts_(metrics.Of("/imageco.complaint.v1.ComplaintService/Reply")),
      get_reply_counts_(metrics.Of("/imageco.complaint.v1.ComplaintService/GetReply")) {}

void ComplaintServiceImpl::TakeCalls(RpcThread& thread) {
  reply_method_.TakeCalls(thread, kRepliesTogether);
  get_reply_method_.TakeCalls(thread, kOthersTogether);
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

void ComplaintServiceImpl::Reply(std::unique_ptr<UnaryCall> rpc) {
  auto* call = new ReplyCall(*this, std::move(rpc));
  auto refused =
      Refuse(CALLER_METHOD_REPLY, *call,
             [call](const Access& access, const Principal& caller, const std::string& isspid) {
               return access.RefuseReply(caller, isspid, call->request().seller_account());
             });
  if (refused) return call->End(*std::move(refused));
  if (const auto refusal = call->RefuseAhead()) return TurnAway(*call, *refusal);
  call->OnLoop([this, call] {
    const bridge::base::Stopwatch stopwatch(surroundings_.loop);
    replies_.insert(call);
    bridge::base::Spawn(bridge_.Reply(call->request(), call->context()),
                        [this, call, stopwatch](const bridge::ReplyResult& result) {
                          replies_.erase(call);
                          const std::string isspid = call->isspid();
                          if (IsToBeLogged(result, call->snapshot())) {
                            LogReply(call->request(), isspid, result, call->trail(),
                                     stopwatch.elapsed(), call->peer());
                          }
                          reply_metrics_.Count(call->request(), isspid, result, call->trail());
                          call->Answer(result);
                        });
  });
}

// On the RPC thread, without a word to the bridge: under overload it is most of what is done.
void ComplaintServiceImpl::TurnAway(ReplyCall& call, const bridge::admission::Refusal& refusal) {
  const bridge::Failure failure = bridge::FromRefusal(refusal);
  LogReply(call.request(), call.isspid(), failure, {}, absl::ZeroDuration(), call.peer());
  call.OnLoop([this, isspid = call.isspid(), reason = failure.reason] {
    reply_metrics_.CountRefused(isspid, reason);
  });
  call.End(ToStatus(failure));
}

void ComplaintServiceImpl::GetReply(std::unique_ptr<UnaryCall> rpc) {
  auto* call =
      new Call<GetReplyRequest, GetReplyResponse>(surroundings_, get_reply_counts_, std::move(rpc));
  auto refused =
      Refuse(CALLER_METHOD_GET_REPLY, *call,
             [](const Access& access, const Principal& caller, const std::string& isspid) {
               return access.RefuseGetReply(caller, isspid);
             });
  if (refused) return call->End(*std::move(refused));
  call->OnLoop([this, call] {
    bridge::base::Spawn(bridge_.GetReply(call->request(), call->context()),
                        [call](const bridge::GetReplyResult& result) { call->Answer(result); });
  });
}

}  // namespace imageco::server
