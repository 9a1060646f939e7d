#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_CURL_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_CURL_COMMAND_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// The text with the body that each curl command in it would send in place of the command: its
// -d, --data, --data-raw, --data-binary, --data-ascii, --data-urlencode and --json, joined as curl
// joins them. Quoting is that of POSIX shells, with $'…' of bash. Nothing where there is no such
// command, or where its body stands in a file.
std::optional<std::string> WithoutCurlCommands(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_CURL_COMMAND_H_
