#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_WRAPPED_TEXT_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_WRAPPED_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// The text without the marks with which curl -v and mail programs begin lines, and without the
// lines that curl tells of itself. Nothing where there are none.
std::optional<std::string> WithoutTraceMarks(std::string_view text);

// The text without line breaks in the strings of JSON, which has none there: a terminal, a mail
// program or a PDF made them where a line was too long. Nothing where there are none.
std::optional<std::string> WithoutWraps(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_WRAPPED_TEXT_H_
