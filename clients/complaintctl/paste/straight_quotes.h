#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_STRAIGHT_QUOTES_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_STRAIGHT_QUOTES_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// The text, which is UTF-8, with ASCII for whatever stands in JSON's place for its quotes, commas,
// colons, brackets and blanks, as word processors, input methods and Python write them. What stands
// within a string stays. Nothing where there is none of it.
std::optional<std::string> WithStraightQuotes(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_STRAIGHT_QUOTES_H_
