#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_REQUEST_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_REQUEST_H_

#include <istream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/command/command.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaintctl {

// The flags that MakeReplyRequest reads.
std::vector<Flag> ReplyRequestFlags();

// The request that the flags and --request-file describe; a flag overrides the file. The bridge
// checks the values; here something must merely stand where something is needed, save for
// transaction_id. Errors name the flag, and what is missing all at once: `missing` is what the
// command lacks besides.
absl::StatusOr<complaint::v1::ReplyRequest> MakeReplyRequest(const CommandLine& line,
                                                             std::istream& standard_input,
                                                             std::vector<std::string> missing = {});

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_REPLY_REQUEST_H_
