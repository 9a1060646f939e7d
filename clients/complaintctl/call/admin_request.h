#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_

#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/command/command.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

// The flags that each reads, and the request that they describe. Errors name the flag.

std::vector<Flag> ListRequestFlags();
absl::StatusOr<complaint::v1::ListRepliesRequest> MakeListRequest(const CommandLine& line);

std::vector<Flag> SettleRequestFlags();
absl::StatusOr<complaint::v1::SettleReplyRequest> MakeSettleRequest(const CommandLine& line);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_
