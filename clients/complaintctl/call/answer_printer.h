#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ANSWER_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ANSWER_PRINTER_H_

#include "clients/complaintctl/command/console.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

enum class OutputFormat {
  kPeople,  // answers on stdout, failures on stderr
  kJson,    // both on stdout, an object each; a list is a line for each of its records
};

// Answers go to stdout; their JSON is PrintJson's. The exit code tells of the reply; it is kFailed
// where an answer has no JSON.

ExitCode PrintReply(const complaint::v1::ReplyResponse& response, OutputFormat format,
                    Console& console);

ExitCode PrintRecord(const complaint::v1::GetReplyResponse& response, OutputFormat format,
                     Console& console);

// Here it tells of the call alone.
ExitCode PrintSettled(const complaint::v1::SettleReplyResponse& response, OutputFormat format,
                      Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ANSWER_PRINTER_H_
