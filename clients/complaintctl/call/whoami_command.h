#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_WHOAMI_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_WHOAMI_COMMAND_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// "whoami": tells who the bridge takes us for, and what we may do there.
Command WhoamiCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_WHOAMI_COMMAND_H_
