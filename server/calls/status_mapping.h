#ifndef IMAGECO_SERVER_CALLS_STATUS_MAPPING_H_
#define IMAGECO_SERVER_CALLS_STATUS_MAPPING_H_

#include <grpcpp/support/status.h>

#include "bridge/failure.h"
#include "server/callers/refusal.h"

namespace imageco::server {

// The status of a failure by the contract's table: code by reason, google.rpc.ErrorInfo, and
// BadRequest or RetryInfo where they apply, all under 4 KB.
grpc::Status ToStatus(const bridge::Failure& failure);

// The same; UNAUTHENTICATED where it is not known who calls.
grpc::Status ToStatus(const Refusal& refusal);

// A refusal by the process itself.
bridge::Failure TooManyCalls();

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_STATUS_MAPPING_H_
