#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_ANSWER_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_ANSWER_PRINTER_H_

#include "clients/complaintctl/console.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaintctl {

enum class OutputFormat {
  kPeople,  // answers on stdout, failures on stderr
  kJson,    // both on stdout, an object each
};

// Answers go to stdout; their JSON is protobuf's own, with the field names of the .proto. The exit
// code tells of the reply.

ExitCode PrintReply(const complaint::v1::ReplyResponse& response, OutputFormat format,
                    Console& console);

ExitCode PrintRecord(const complaint::v1::GetReplyResponse& response, OutputFormat format,
                     Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_ANSWER_PRINTER_H_
