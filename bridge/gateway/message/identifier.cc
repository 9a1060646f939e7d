#include "bridge/gateway/message/identifier.h"

#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {

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
  if (std::string why = WhyNoPlainText(text); !why.empty()) return why;
  const char32_t first = FirstCodePoint(text).value;
  if (IsBlank(first)) return absl::StrFormat("begins with a blank, U+%04X", first);
  char32_t last = 0;
  for (; !text.empty(); text.remove_prefix(FirstCodePoint(text).bytes)) {
    last = FirstCodePoint(text).value;
  }
  if (IsBlank(last)) return absl::StrFormat("ends with a blank, U+%04X", last);
  return "";
}

}  // namespace imageco::bridge::gateway
