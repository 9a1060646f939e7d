#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_FAILURE_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_FAILURE_PRINTER_H_

#include "clients/complaintctl/answer_printer.h"
#include "clients/complaintctl/console.h"
#include "clients/complaintctl/failure.h"

namespace imageco::complaintctl {

// Says what failed, what was sent and what to do: on stderr for people, or on stdout as
// {"error": {reason, code, message, sent, isspid, transaction_id, metadata, field_violations,
// retry_delay, advice}}, where what is empty is left out and sent is nothing, perhaps or refused.
// Gives the exit code that fits.
ExitCode PrintFailure(const Failure& failure, OutputFormat format, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_FAILURE_PRINTER_H_
