#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_COMMANDS_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_COMMANDS_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// "reply": shows a reply to the consumer. A transaction id that it makes itself is on stderr before
// the call begins.
Command ReplyCommand();

// "get": tells what is known of a reply.
Command GetCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_CALL_COMMANDS_H_
