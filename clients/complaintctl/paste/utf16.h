#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_UTF16_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_UTF16_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// Half of a surrogate pair without the other one becomes U+FFFD.
std::string Utf8Of(std::u16string_view text);

// A text in UTF-16 with a byte order mark, as PowerShell and Notepad write it, in UTF-8 without it.
// Nothing where the bytes are none.
std::optional<std::string> FromUtf16(std::string_view bytes);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_UTF16_H_
