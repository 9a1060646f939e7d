#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_CHECK_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_CHECK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/complaintctl/call/destination.h"

namespace imageco::complaintctl {

// What was said of a bridge's health.
struct Health {
  bool good = false;
  std::vector<std::string> lines;  // one at least; as it was said, or why nothing was
};

// By grpc.health.v1.Health, for ComplaintService. The client's own connection would not do: it does
// not call where health is bad.
Health AskGrpcHealth(const Destination& destination);

// By GET http://`address`/readyz.
Health AskReadyz(const std::string& address, absl::Duration time_max);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_CHECK_H_
