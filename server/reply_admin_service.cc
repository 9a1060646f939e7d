#include "server/reply_admin_service.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "bridge/base/task.h"
#include "server/call.h"
#include "server/call_log.h"
#include "server/identity.h"

namespace imageco::server {
namespace {

using bridge::Isspids;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

// As the log names a caller: by its identities, or where it has none by its address.
std::string NameOf(const grpc::CallbackServerContext& context) {
  const std::vector<std::string> identities = IdentitiesOf(*context.auth_context());
  return identities.empty() ? context.peer() : absl::StrJoin(identities, ", ");
}

}  // namespace

std::variant<Isspids, grpc::Status> ReplyAdminServiceImpl::Admit(
    const grpc::CallbackServerContext& context, const std::string& isspid) const {
  if (isspid.empty()) return access_.AdministeredBy(*context.auth_context());
  if (auto refused = access_.RefuseAdmin(*context.auth_context(), isspid)) return *refused;
  return Isspids({isspid});
}

grpc::ServerUnaryReactor* ReplyAdminServiceImpl::ListReplies(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request,
                                                             grpc::ByteBuffer* answer) {
  auto* call =
      new Call<ListRepliesRequest, ListRepliesResponse>(gate_, list_replies_counts_, *answer);
  if (const auto refused = call->Refuse(*context, *request)) {
    call->End(*refused);
    return call;
  }
  std::variant<Isspids, grpc::Status> admitted = Admit(*context, call->request().isspid());
  if (const auto* refused = std::get_if<grpc::Status>(&admitted)) {
    call->End(*refused);
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
  auto* call =
      new Call<SettleReplyRequest, SettleReplyResponse>(gate_, settle_reply_counts_, *answer);
  std::optional<grpc::Status> refused = call->Refuse(*context, *request);
  std::string caller = NameOf(*context);
  std::string isspid = admin_.ResolveIsspid(call->request().isspid());
  if (!refused) refused = access_.RefuseAdmin(*context->auth_context(), isspid);
  if (refused) {
    LogRefusedSettlement(call->request(), isspid, *refused, caller);
    call->End(*refused);
    return call;
  }
  loop_.Post([this, call, isspid = std::move(isspid), caller = std::move(caller)] {
    auto done = [call, isspid, caller](const bridge::SettleReplyResult& result) {
      LogSettlement(call->request(), isspid, result, caller);
      call->Answer(result);
    };
    bridge::base::Spawn(admin_.SettleReply(call->request()), std::move(done));
  });
  return call;
}

}  // namespace imageco::server
