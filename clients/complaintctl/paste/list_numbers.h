#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_LIST_NUMBERS_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_LIST_NUMBERS_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// The text without the numbers in front of its lines, such as "12. ", as far as they count up; one
// list may follow another. Nothing where there are none.
std::optional<std::string> WithoutListNumbers(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_LIST_NUMBERS_H_
