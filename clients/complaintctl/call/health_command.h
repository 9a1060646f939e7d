#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_COMMAND_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// "health": asks gRPC's health service, as callers' libraries do, and the operations port where it
// is named.
Command HealthCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_HEALTH_COMMAND_H_
