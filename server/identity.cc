#include "server/identity.h"

namespace imageco::server {

std::vector<std::string> IdentitiesOf(const grpc::AuthContext& caller) {
  for (const char* property : {"x509_subject_alternative_name", "x509_common_name"}) {
    std::vector<std::string> identities;
    for (const grpc::string_ref& value : caller.FindPropertyValues(property)) {
      // gRPC gives an empty common name for a certificate without one.
      if (!value.empty()) identities.emplace_back(value.data(), value.size());
    }
    if (!identities.empty()) return identities;
  }
  return {};
}

}  // namespace imageco::server
