#include "server/calls/reply_admin_service.h"

#include <utility>

#include "bridge/base/task.h"
#include "server/calls/call.h"
#include "server/calls/call_log.h"

namespace imageco::server {
namespace {

using bridge::Isspids;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

// The merchants that ListReplies means where it names none, or why it is not handed over.
std::variant<Isspids, Refusal> Admit(const Access& access, const Principal& caller,
                                     const std::string& isspid) {
  if (isspid.empty()) return access.AdministeredBy(caller);
  if (auto refused = access.RefuseAdmin(caller, isspid)) return *refused;
  return Isspids({isspid});
}

}  // namespace

grpc::ServerUnaryReactor* ReplyAdminServiceImpl::ListReplies(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request,
                                                             grpc::ByteBuffer* answer) {
  auto* call = new Call<ListRepliesRequest, ListRepliesResponse>(gate_, list_replies_counts_,
                                                                 current_.Get(), *context, *answer);
  if (const auto refused = call->Refuse(*request)) {
    call->End(*refused);
    return call;
  }
  const std::string& isspid = call->request().isspid();
  std::variant<Isspids, Refusal> admitted =
      Admit(call->snapshot().access, *call->peer().principal, isspid);
  if (const auto* refusal = std::get_if<Refusal>(&admitted)) {
    LogRefusedCall("ListReplies", isspid, *refusal, call->peer());
    call->End(ToStatus(*refusal));
    return call;
  }
  loop_.Post([this, call, isspids = std::get<Isspids>(std::move(admitted))] {
    bridge::base::Spawn(admin_.ListReplies(call->request(), isspids),
                        [call](const bridge::ListRepliesResult& result) { call->Answer(result); });
  });
  return call;
}

grpc::ServerUnaryReactor* ReplyAdminServiceImpl::SettleReply(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request,
                                                             grpc::ByteBuffer* answer) {
  auto* call = new Call<SettleReplyRequest, SettleReplyResponse>(gate_, settle_reply_counts_,
                                                                 current_.Get(), *context, *answer);
  std::optional<grpc::Status> refused = call->Refuse(*request);
  const Snapshot& snapshot = call->snapshot();
  std::string isspid = ResolveIsspid(*snapshot.merchants, call->request().isspid());
  if (!refused) {
    const auto refusal = snapshot.access.RefuseAdmin(*call->peer().principal, isspid);
    if (refusal) refused = ToStatus(*refusal);
  }
  if (refused) {
    LogRefusedSettlement(call->request(), isspid, refused->error_message(), call->peer());
    call->End(*refused);
    return call;
  }
  loop_.Post([this, call, isspid = std::move(isspid)] {
    auto done = [call, isspid](const bridge::SettleReplyResult& result) {
      LogSettlement(call->request(), isspid, result, call->peer());
      call->Answer(result);
    };
    bridge::base::Spawn(admin_.SettleReply(call->request(), call->context()), std::move(done));
  });
  return call;
}

}  // namespace imageco::server
