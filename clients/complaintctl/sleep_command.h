#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SLEEP_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SLEEP_COMMAND_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// "sleep": for a pod's preStop hook, since the image has no other program that waits.
Command SleepCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SLEEP_COMMAND_H_
