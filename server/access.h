#ifndef IMAGECO_SERVER_ACCESS_H_
#define IMAGECO_SERVER_ACCESS_H_

#include <google/protobuf/repeated_field.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/support/status.h>

#include <map>
#include <optional>
#include <set>
#include <string>

#include "bridge/failure.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Who may call for which merchant. Immutable, for any thread.
class Access {
 public:
  // No callers: everyone who can connect may call for every merchant.
  explicit Access(const google::protobuf::RepeatedPtrField<bridge::config::v1::Caller>& callers);

  // Nothing where the caller may; otherwise the status to answer with.
  std::optional<grpc::Status> Refuse(const grpc::AuthContext& caller,
                                     const std::string& isspid) const;

 private:
  std::map<std::string, std::set<std::string>> merchants_by_identity_;  // empty set: all
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_ACCESS_H_
