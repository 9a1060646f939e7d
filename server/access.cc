#include "server/access.h"

#include <vector>

#include "server/status_mapping.h"

namespace imageco::server {
namespace {

// The identities that a verified certificate shows: its alternative names, or its common name where
// it has none (RFC 6125, 6.4.4). gRPC gives an empty common name for a certificate without one.
std::vector<std::string> IdentitiesOf(const grpc::AuthContext& caller) {
  for (const char* property : {"x509_subject_alternative_name", "x509_common_name"}) {
    std::vector<std::string> identities;
    for (const grpc::string_ref& value : caller.FindPropertyValues(property)) {
      if (!value.empty()) identities.emplace_back(value.data(), value.size());
    }
    if (!identities.empty()) return identities;
  }
  return {};
}

bridge::Failure NotAllowed(std::string message) {
  bridge::Failure failure;
  failure.reason = complaint::v1::CALLER_NOT_ALLOWED;
  failure.message = std::move(message);
  return failure;
}

}  // namespace

Access::Access(const google::protobuf::RepeatedPtrField<bridge::config::v1::Caller>& callers) {
  for (const bridge::config::v1::Caller& caller : callers) {
    merchants_by_identity_[caller.identity()].insert(caller.isspids().begin(),
                                                     caller.isspids().end());
  }
}

std::optional<grpc::Status> Access::Refuse(const grpc::AuthContext& caller,
                                           const std::string& isspid) const {
  if (merchants_by_identity_.empty()) return std::nullopt;
  const std::vector<std::string> identities = IdentitiesOf(caller);
  if (identities.empty()) {
    return Unauthenticated(NotAllowed("the caller shows no identity; nothing was sent"));
  }
  for (const std::string& identity : identities) {
    const auto it = merchants_by_identity_.find(identity);
    if (it == merchants_by_identity_.end()) continue;
    if (it->second.empty() || it->second.contains(isspid)) return std::nullopt;
  }
  return ToStatus(NotAllowed("the caller may not call for this merchant; nothing was sent"));
}

}  // namespace imageco::server
