#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_FLAGS_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_FLAGS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/call/answer_printer.h"
#include "clients/complaintctl/call/destination.h"
#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// How every command that calls the bridge does so, and prints what comes of it.
struct CallOptions {
  Destination destination;
  OutputFormat format = OutputFormat::kPeople;
};

// `flags`, and after them those that MakeCallOptions reads.
std::vector<Flag> WithCallFlags(std::vector<Flag> flags);

// Errors name the flag.
absl::StatusOr<CallOptions> MakeCallOptions(const CommandLine& line);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_FLAGS_H_
