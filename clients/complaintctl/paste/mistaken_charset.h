#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_MISTAKEN_CHARSET_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_MISTAKEN_CHARSET_H_

#include <optional>
#include <string>
#include <string_view>

#include "bridge/gateway/codec/gbk.h"

namespace imageco::complaintctl {

// The bytes that somebody took for the charset they are not in, and made this garbled UTF-8 of.
// Nothing where none of it can be garbled so.

// UTF-8 taken for GBK: 回复 shows as 鍥炲.
std::optional<std::string> TakenForGbk(std::string_view text, const bridge::gateway::Gbk& gbk);

// UTF-8 or GBK taken for Windows-1252 or ISO-8859-1: å›žå¤, »Ø¸´.
std::optional<std::string> TakenForLatin(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_MISTAKEN_CHARSET_H_
