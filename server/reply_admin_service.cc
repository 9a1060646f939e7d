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
  if (std::optional<grpc::Status> refused = gate_.Refuse()) return *std::move(refused);
  if (isspid.empty()) return access_.AdministeredBy(*context.auth_context());
  if (auto refused = access_.RefuseAdmin(*context.auth_context(), isspid)) return *refused;
  return Isspids({isspid});
}

grpc::ServerUnaryReactor* ReplyAdminServiceImpl::ListReplies(grpc::CallbackServerContext* context,
                                                             const ListRepliesRequest* request,
                                                             ListRepliesResponse* response) {
  auto* call = new Call(gate_);
  std::variant<Isspids, grpc::Status> admitted = Admit(*context, request->isspid());
  if (const auto* refused = std::get_if<grpc::Status>(&admitted)) {
    call->Finish(*refused);
    return call;
  }
  loop_.Post([this, call, request, response, isspids = std::get<Isspids>(std::move(admitted))] {
    bridge::base::Spawn(admin_.ListReplies(*request, isspids),
                        [call, response](bridge::ListRepliesResult result) {
                          call->Answer(std::move(result), *response);
                        });
  });
  return call;
}

grpc::ServerUnaryReactor* ReplyAdminServiceImpl::SettleReply(grpc::CallbackServerContext* context,
                                                             const SettleReplyRequest* request,
                                                             SettleReplyResponse* response) {
  auto* call = new Call(gate_);
  std::string caller = NameOf(*context);
  std::string isspid = admin_.ResolveIsspid(request->isspid());
  std::optional<grpc::Status> refused = gate_.Refuse();
  if (!refused) refused = access_.RefuseAdmin(*context->auth_context(), isspid);
  if (refused) {
    LogRefusedSettlement(*request, isspid, *refused, caller);
    call->Finish(*refused);
    return call;
  }
  loop_.Post(
      [this, call, request, response, isspid = std::move(isspid), caller = std::move(caller)] {
        auto done = [call, request, response, isspid, caller](bridge::SettleReplyResult result) {
          LogSettlement(*request, isspid, result, caller);
          call->Answer(std::move(result), *response);
        };
        bridge::base::Spawn(admin_.SettleReply(*request), std::move(done));
      });
  return call;
}

}  // namespace imageco::server
