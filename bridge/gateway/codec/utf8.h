#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_UTF8_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace imageco::bridge::gateway {

struct CodePoint {
  char32_t value = 0;
  size_t bytes = 0;  // 0: not UTF-8
};

// The first code point of `text`, which is not empty. Overlong forms, surrogates and values above
// U+10FFFF are not UTF-8 (RFC 3629).
CodePoint FirstCodePoint(std::string_view text);

// How many bytes at the beginning of `text` are ASCII.
size_t AsciiPrefix(std::string_view text);

// Length in code points; nothing where `text` is not UTF-8.
std::optional<size_t> CountCodePoints(std::string_view text);

// The beginning of `text` in at most so many bytes, cut between characters where it is UTF-8.
std::string_view Shortened(std::string_view text, size_t bytes_max);

// Appends `value`, a code point that is no surrogate.
void AppendUtf8(char32_t value, std::string& text);

// XML 1.0, production 2: what a document may hold, even as a character reference.
bool IsXmlCharacter(char32_t value);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_UTF8_H_
