#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_ESCAPES_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_ESCAPES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

// What stands in a message for a character that must not, or cannot, stand there itself.
namespace imageco::bridge::gateway {

// In a JSON string (RFC 8259, 7); empty: it has no short escape.
inline std::string_view ShortJsonEscape(char32_t character) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

// In a JSON string, one or two UTF-16 units in hexadecimal digits, which are small ones.
inline std::string UnicodeJsonEscape(char32_t character) {
  const auto unit = [](char32_t value) {
    return absl::StrCat("\\u", absl::Hex(static_cast<uint32_t>(value), absl::kZeroPad4));
  };
  if (character < 0x10000) return unit(character);
  const char32_t offset = character - 0x10000;
  return absl::StrCat(unit(0xD800 + (offset >> 10)), unit(0xDC00 + (offset & 0x3FF)));
}

// In element content of XML; empty: the character stands for itself. A carriage return is a
// reference because parsers turn a bare one into a line feed (XML 1.0, 2.11).
inline std::string_view XmlReference(char32_t character) {
  switch (character) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

// In element content of XML, any character.
inline std::string NumericXmlReference(char32_t character) {
  return absl::StrCat("&#", static_cast<uint32_t>(character), ";");
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_ESCAPES_H_
