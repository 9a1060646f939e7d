#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_PRINTER_H_

#include "clients/complaintctl/call/answer_printer.h"
#include "clients/complaintctl/call/failure.h"
#include "clients/complaintctl/command/console.h"

namespace imageco::complaintctl {

// Says what failed, what was sent and what to do: on stderr for people, or on stdout as
// {"error": {reason, code, message, sent, recorded, isspid, transaction_id, metadata,
// field_violations, retry_delay, advice}} in one line, where what is empty is left out, sent is
// nothing, perhaps or refused, and recorded, of an operator's finding, is perhaps or left out.
// Gives the exit code that fits.
ExitCode PrintFailure(const Failure& failure, OutputFormat format, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_PRINTER_H_
