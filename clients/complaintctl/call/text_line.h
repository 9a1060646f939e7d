#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TEXT_LINE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TEXT_LINE_H_

#include <ostream>
#include <string>
#include <string_view>

#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::complaintctl {

// `text` as a terminal may see it: control characters, and bytes that are not UTF-8, become spaces,
// so that nobody else moves our cursor. All other text stays as it is.
std::string Printable(std::string_view text);

// A labelled line below a title; nothing where the text is empty.
void PrintLine(std::string_view label, std::string_view text, std::ostream& stream);

// "ID COMMENT", or what there is of it.
std::string ToText(const complaint::v1::Result& result);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TEXT_LINE_H_
