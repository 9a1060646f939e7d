#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_COMMANDS_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_COMMANDS_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// For operators; the bridge wants a caller with `admin`.

// "list": shows records of the ledger, every page of them.
Command ListCommand();

// "settle": records whether the consumer got a reply whose outcome is unknown, or several.
Command SettleCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADMIN_COMMANDS_H_
