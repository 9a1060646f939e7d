#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ENCODED_RUN_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ENCODED_RUN_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// Both decode every run of such digits in the text that is the beginning of a JSON object or of an
// XML document, into bytes of any charset; a text of nothing else may have white space between the
// digits. Nothing where there is no such run.

std::optional<std::string> WithoutBase64(std::string_view text);
std::optional<std::string> WithoutHexDigits(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ENCODED_RUN_H_
