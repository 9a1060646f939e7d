#include "bridge/gateway/message/identifier.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

bool IsVisibleAscii(unsigned char c) { return c > 0x20 && c < 0x7F; }

// Of UTF-8 that holds something.
size_t LastCodePointAt(std::string_view text) {
  size_t at = text.size() - 1;
  while ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

std::string WhyNoPlainText(std::string_view text) {
  for (size_t position = 1; !text.empty(); ++position) {
    const CodePoint character = FirstCodePoint(text);
    if (character.bytes == 0) return "is not UTF-8";
    if (IsControl(character.value)) {
      return absl::StrFormat("holds a control character, U+%04X at character %d", character.value,
                             position);
    }
    text.remove_prefix(character.bytes);
  }
  return "";
}

std::string WhyNoIdentifier(std::string_view text) {
  if (text.empty()) return "is empty";
  if (std::all_of(text.begin(), text.end(), IsVisibleAscii)) return "";  // as nearly all are
  if (std::string why = WhyNoPlainText(text); !why.empty()) return why;
  const char32_t first = FirstCodePoint(text).value;
  if (IsBlank(first)) return absl::StrFormat("begins with a blank, U+%04X", first);
  const char32_t last = FirstCodePoint(text.substr(LastCodePointAt(text))).value;
  if (IsBlank(last)) return absl::StrFormat("ends with a blank, U+%04X", last);
  return "";
}

}  // namespace imageco::bridge::gateway
