#include "server/calls/reply_admin_service.h"

#include <optional>
#include <string>
#include <utility>

#include "bridge/base/task.h"
#include "server/calls/call.h"
#include "server/calls/call_log.h"

namespace imageco::server {
namespace {

using bridge::Isspids;
using bridge::config::v1::CALLER_METHOD_LIST_REPLIES;
using bridge::config::v1::CALLER_METHOD_SETTLE_REPLY;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

}  // namespace

ReplyAdminServiceImpl::ReplyAdminServiceImpl(const CallSurroundings& surroundings,
                                             bridge::ReplyAdmin& admin, Metrics& metrics)
    : list_replies_method_(
          [this](auto*... arguments) { service_.RequestListReplies(arguments...); },
          [this](std::unique_ptr<UnaryCall> rpc) { ListReplies(std::move(rpc)); }),
      settle_reply_method_(
          [this](auto*... arguments) { service_.RequestSettleReply(arguments...); },
          [this](std::unique_ptr<UnaryCall> rpc) { SettleReply(std::move(rpc)); }),
      surroundings_(surroundings),
      admin_(admin),
      list_replies_counts_(metrics.Of("/imageco.complaint.v1.ReplyAdminService/ListReplies")),
      settle_reply_counts_(metrics.Of("/imageco.complaint.v1.ReplyAdminService/SettleReply")) {}

void ReplyAdminServiceImpl::TakeCalls(RpcThread& thread) {
  list_replies_method_.TakeCalls(thread, 1);
  settle_reply_method_.TakeCalls(thread, 1);
}

void ReplyAdminServiceImpl::ListReplies(std::unique_ptr<UnaryCall> rpc) {
  auto* call = new Call<ListRepliesRequest, ListRepliesResponse>(
      surroundings_, list_replies_counts_, std::move(rpc));
  Isspids isspids;
  auto refused = call->Refuse([&] {
    const Access& access = call->snapshot().access;
    const Principal& caller = *call->peer().principal;
    std::optional<Refusal> refusal = access.Refuse(caller, CALLER_METHOD_LIST_REPLIES, SteadyNow());
    if (refusal) return refusal;
    auto listable = access.ListableBy(caller, call->request().isspid());
    if (auto* why_not = std::get_if<Refusal>(&listable)) return std::optional(std::move(*why_not));
    isspids = std::get<Isspids>(std::move(listable));
    return refusal;
  });
  if (call->refusal()) {
    LogRefusedCall(NameOf(CALLER_METHOD_LIST_REPLIES), call->request().isspid(), *call->refusal(),
                   call->peer());
  }
  if (refused) return call->End(*std::move(refused));
  call->OnLoop([this, call, isspids = std::move(isspids)] {
    bridge::base::Spawn(admin_.ListReplies(call->request(), isspids),
                        [call](const bridge::ListRepliesResult& result) { call->Answer(result); });
  });
}

void ReplyAdminServiceImpl::SettleReply(std::unique_ptr<UnaryCall> rpc) {
  auto* call = new Call<SettleReplyRequest, SettleReplyResponse>(
      surroundings_, settle_reply_counts_, std::move(rpc));
  std::string isspid;
  auto refused = call->Refuse([&] {
    const Snapshot& snapshot = call->snapshot();
    const Principal& caller = *call->peer().principal;
    isspid = ResolveIsspid(*snapshot.merchants, call->request().isspid());
    auto refusal = snapshot.access.Refuse(caller, CALLER_METHOD_SETTLE_REPLY, SteadyNow());
    return refusal ? refusal : snapshot.access.RefuseSettleReply(caller, isspid);
  });
  if (refused) {
    LogRefusedSettlement(call->request(), isspid, refused->error_message(), call->peer());
    return call->End(*std::move(refused));
  }
  call->OnLoop([this, call, isspid = std::move(isspid)] {
    auto done = [call, isspid](const bridge::SettleReplyResult& result) {
      LogSettlement(call->request(), isspid, result, call->peer());
      call->Answer(result);
    };
    bridge::base::Spawn(admin_.SettleReply(call->request(), call->context()), std::move(done));
  });
}

}  // namespace imageco::server
