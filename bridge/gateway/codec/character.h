#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_CHARACTER_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_CHARACTER_H_

#include <string_view>

namespace imageco::bridge::gateway {

// C0, DEL and C1 (Unicode's category Cc).
bool IsControl(char32_t character);

// A character that shows nothing: Unicode's White_Space, what is zero wide (a byte order mark too),
// fillers and marks of direction.
bool IsBlank(char32_t character);

// `text` without white space of ASCII's around it.
std::string_view Stripped(std::string_view text);

// Whether `text` shows nothing at all. Not so where it is not UTF-8.
bool IsAllBlank(std::string_view text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_CHARACTER_H_
