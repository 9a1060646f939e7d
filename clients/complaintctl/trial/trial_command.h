#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_COMMAND_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

Command TrialCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_COMMAND_H_
