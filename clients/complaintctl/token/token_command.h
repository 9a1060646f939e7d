#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TOKEN_TOKEN_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TOKEN_TOKEN_COMMAND_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// "token make": makes a token for a caller, and what the configuration has of it.
Command TokenMakeCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TOKEN_TOKEN_COMMAND_H_
