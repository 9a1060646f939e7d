#include "clients/complaintctl/paste/utf16.h"

#include "bridge/gateway/codec/utf8.h"

namespace imageco::complaintctl {
namespace {

bool IsHigh(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLow(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

std::string Utf8Of(std::u16string_view text) {
  std::string utf8;
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t character = text[i];
    if (IsHigh(text[i]) && i + 1 < text.size() && IsLow(text[i + 1])) {
      character = 0x10000 + ((character - 0xD800) << 10) + (text[++i] - 0xDC00);
    } else if (IsHigh(text[i]) || IsLow(text[i])) {
      character = 0xFFFD;
    }
    bridge::gateway::AppendUtf8(character, utf8);
  }
  return utf8;
}

std::optional<std::string> FromUtf16(std::string_view bytes) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if (bytes.size() % 2 != 0 || (!little && !bytes.starts_with("\xFE\xFF"))) return std::nullopt;
  std::u16string text;
  for (size_t i = 2; i < bytes.size(); i += 2) {
    const auto high = static_cast<unsigned char>(bytes[i + (little ? 1 : 0)]);
    const auto low = static_cast<unsigned char>(bytes[i + (little ? 0 : 1)]);
    text.push_back(static_cast<char16_t>(high << 8 | low));
  }
  return Utf8Of(text);
}

}  // namespace imageco::complaintctl
