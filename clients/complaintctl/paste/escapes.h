#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ESCAPES_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ESCAPES_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// Takes the escape that `rest` begins with, a backslash and what belongs to it, off it and appends
// the bytes for which it stands in JSON, in C or in bash's $'…': a letter, \xXX for a byte, \uXXXX
// with the other half of its pair.
void TakeEscape(std::string_view& rest, std::string& bytes);

// Each gives the text with one level of a kind of escapes taken off, as bytes of any charset, and
// nothing where no message is escaped in it so.

// As in a string of JSON or of a program, and in a log of nginx.
std::optional<std::string> WithoutBackslashes(std::string_view text);

// As in HTML and XML, e.g. &quot;.
std::optional<std::string> WithoutEntities(std::string_view text);

// As in CSV, where a quote stands twice.
std::optional<std::string> WithoutDoubledQuotes(std::string_view text);

// As in URLs and forms, with + for itself or for a blank.
std::optional<std::string> WithoutPercentCodes(std::string_view text);
std::optional<std::string> WithoutPercentCodesAndPlus(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_ESCAPES_H_
