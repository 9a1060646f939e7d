#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_SETTLE_ALL_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_SETTLE_ALL_H_

#include "clients/complaintctl/call/admin_request.h"
#include "clients/complaintctl/call/call_flags.h"
#include "clients/complaintctl/command/console.h"

namespace imageco::complaintctl {

// Lists the replies, asks for their number where the request does not have it, and settles one
// after the other: each a SettleReply of its own, with who and why. The bridge's ledger is all that
// is remembered between runs: one that was ended in the middle is gone on with by the next, which
// lists those that are left. A reply that somebody else settled meanwhile is told and left as it
// is. The first other failure ends it.
//
// For people the list, a line for each reply and how many were settled; in JSON a line for each
// reply, as "settle" prints it, its record or why not.
ExitCode SettleAll(const CallOptions& options, const SettleAllRequest& request, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_SETTLE_ALL_H_
