#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_PRINTER_H_

#include <ostream>
#include <string>

#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaintctl {

// For people.

// "UNKNOWN".
std::string NameOf(complaint::v1::ReplyState state);

// "not delivered, says alice (spiffe://shop/operators): looked at the complaint"; in parentheses
// what the certificate showed, where one was shown.
std::string ToText(const complaint::v1::Finding& finding);

// What is known of one reply but its state, a line each.
void PrintLines(const complaint::v1::ReplyRecord& record, std::ostream& stream);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_RECORD_PRINTER_H_
