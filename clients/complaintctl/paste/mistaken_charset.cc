#include "clients/complaintctl/paste/mistaken_charset.h"

#include <map>
#include <utility>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::CodePoint;
using bridge::gateway::FirstCodePoint;

constexpr char32_t kEuro = 0x20AC;

// What Windows-1252 has for 0x80 to 0x9F; where it has nothing, what ISO-8859-1 has.
constexpr std::u32string_view kWindows1252 =
    U"€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

std::optional<char> LatinByteOf(char32_t character) {
  if (const size_t at = kWindows1252.find(character); at != std::u32string_view::npos) {
    return static_cast<char>(0x80 + at);
  }
  if (character > 0xFF) return std::nullopt;
  return static_cast<char>(character);
}

// The two bytes that show as each character where GBK is read, those of private use too, which
// nobody writes.
std::map<char32_t, std::string> CodesOf(const bridge::gateway::Gbk& gbk) {
  std::map<char32_t, std::string> codes;
  for (int lead = 0x81; lead <= 0xFE; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      const std::string code = {static_cast<char>(lead), static_cast<char>(trail)};
      const absl::StatusOr<std::string> shown = gbk.Decode(code);
      if (!shown.ok()) continue;
      const CodePoint character = FirstCodePoint(*shown);
      if (character.bytes == shown->size()) codes.emplace(character.value, code);
    }
  }
  return codes;
}

// The bytes that show as `text` where GBK is read; nothing where there are none.
std::optional<std::string> BytesShownAs(std::string_view text, std::string_view euro,
                                        const std::map<char32_t, std::string>& codes) {
  std::string bytes;
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    const auto code = codes.find(first.value);
    if (first.bytes == 1) {
      bytes.push_back(text.front());
    } else if (first.value == kEuro) {
      bytes.append(euro);
    } else if (code != codes.end()) {
      bytes.append(code->second);
    } else {
      return std::nullopt;
    }
    text.remove_prefix(first.bytes);
  }
  return bytes;
}

}  // namespace

std::optional<std::string> TakenForGbk(std::string_view text, const bridge::gateway::Gbk& gbk) {
  static const std::map<char32_t, std::string>& codes = *new auto(CodesOf(gbk));
  for (const std::string_view euro : {"\x80", "\xA2\xE3"}) {
    std::optional<std::string> bytes = BytesShownAs(text, euro, codes);
    if (bytes && *bytes != text && bridge::gateway::CountCodePoints(*bytes)) return bytes;
  }
  return std::nullopt;
}

std::optional<std::string> TakenForLatin(std::string_view text) {
  std::string bytes;
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint first = FirstCodePoint(rest);
    const std::optional<char> byte = first.bytes == 0 ? std::nullopt : LatinByteOf(first.value);
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
    rest.remove_prefix(first.bytes);
  }
  return bytes == text ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace imageco::complaintctl
