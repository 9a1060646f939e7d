#ifndef IMAGECO_SERVER_CALLS_DEADLINE_H_
#define IMAGECO_SERVER_CALLS_DEADLINE_H_

#include <grpc/support/time.h>

#include "absl/time/time.h"

namespace imageco::server {

// The deadline of a call as gRPC's C core has it. ServerContext::deadline() overflows beyond the
// year 2262, which callers may ask for, and is then long past.
absl::Time ToTime(gpr_timespec deadline);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_DEADLINE_H_
