#ifndef IMAGECO_TESTS_SANDBOX_CHARSET_H_
#define IMAGECO_TESTS_SANDBOX_CHARSET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace imageco::sandbox {

// The character sets of the wire. UTF-8 is that of RFC 3629: nothing overlong, no surrogates.
// GBK is glibc's without the byte 0x80, which only some GBK tables know (as the euro sign).
enum class Charset { kUtf8, kGbk };

// How many code points stand in `utf8`; nullopt if it is not UTF-8.
std::optional<std::size_t> CountCodePoints(std::string_view utf8);

// The code points of `utf8`; nullopt if it is not UTF-8.
std::optional<std::u32string> ToCodePoints(std::string_view utf8);

// `code_point` in UTF-8. Must be a Unicode scalar value.
std::string ToUtf8(char32_t code_point);

// Bytes of `charset` as UTF-8; nullopt if they are not valid in it.
std::optional<std::string> DecodeText(std::string_view bytes, Charset charset);

// UTF-8 as bytes of `charset`; nullopt if it is not UTF-8 or has characters outside `charset`.
std::optional<std::string> EncodeText(std::string_view utf8, Charset charset);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_CHARSET_H_
