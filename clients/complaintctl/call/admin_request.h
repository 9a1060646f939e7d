#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/command/command.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

// The flags that each reads, and the request that they describe. Errors name the flag.

std::vector<Flag> ListRequestFlags();
absl::StatusOr<complaint::v1::ListRepliesRequest> MakeListRequest(const CommandLine& line);

// Those of both requests below.
std::vector<Flag> SettleRequestFlags();

// One reply.
absl::StatusOr<complaint::v1::SettleReplyRequest> MakeSettleRequest(const CommandLine& line);

// All of a merchant that were claimed within a time and are still unknown: --all.
struct SettleAllRequest {
  complaint::v1::ListRepliesRequest replies;
  complaint::v1::SettleReplyRequest finding;  // of each, without its transaction_id
  std::optional<size_t> confirmed;            // so many at most, and nobody is asked
};
absl::StatusOr<SettleAllRequest> MakeSettleAllRequest(const CommandLine& line);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_REQUEST_H_
