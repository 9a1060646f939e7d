#include "server/calls/identity_service.h"

#include <optional>
#include <utility>

#include "bridge/timestamp.h"
#include "server/calls/call_log.h"

namespace imageco::server {
namespace {

using complaint::v1::WhoAmIRequest;
using complaint::v1::WhoAmIResponse;

complaint::v1::Credential ToCredential(Principal::Credential credential) {
  switch (credential) {
    case Principal::Credential::kNone:
      break;
    case Principal::Credential::kCertificate:
      return complaint::v1::CREDENTIAL_CERTIFICATE;
    case Principal::Credential::kToken:
      return complaint::v1::CREDENTIAL_TOKEN;
    case Principal::Credential::kJwt:
      return complaint::v1::CREDENTIAL_JWT;
  }
  return complaint::v1::CREDENTIAL_UNSPECIFIED;
}

WhoAmIResponse Describe(const Peer& peer, const Access& access) {
  WhoAmIResponse response;
  const Principal& caller = *peer.principal;
  response.set_identity(caller.text);
  response.set_credential(ToCredential(caller.credential));
  if (caller.expiry != absl::InfiniteFuture()) {
    *response.mutable_expire_time() = bridge::ToTimestamp(caller.expiry);
  }
  response.set_address(peer.address);
  for (const Permission& permission : access.PermissionsOf(caller)) {
    auto& told = *response.add_permissions();
    told.mutable_isspids()->Add(permission.isspids.begin(), permission.isspids.end());
    told.mutable_seller_accounts()->Add(permission.seller_accounts.begin(),
                                        permission.seller_accounts.end());
    for (const Method method : permission.methods) told.add_methods(NameOf(method));
    told.set_rate_per_second(permission.rate_per_second);
  }
  return response;
}

}  // namespace

IdentityServiceImpl::IdentityServiceImpl(const CallSurroundings& surroundings, Metrics& metrics)
    : who_am_i_method_([this](auto*... arguments) { service_.RequestWhoAmI(arguments...); },
                       [this](std::unique_ptr<UnaryCall> rpc) { WhoAmI(std::move(rpc)); }),
      surroundings_(surroundings),
      counts_(metrics.Of("/imageco.complaint.v1.IdentityService/WhoAmI")) {}

void IdentityServiceImpl::WhoAmI(std::unique_ptr<UnaryCall> rpc) {
  auto* call = new Call<WhoAmIRequest, WhoAmIResponse>(surroundings_, counts_, std::move(rpc));
  auto refused = call->Refuse([] { return std::optional<Refusal>(); });
  if (call->refusal()) LogRefusedCall("WhoAmI", "", *call->refusal(), call->peer());
  if (refused) return call->End(*std::move(refused));
  call->AnswerAtOnce(Describe(call->peer(), call->snapshot().access));
}

}  // namespace imageco::server
