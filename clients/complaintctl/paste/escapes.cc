#include "clients/complaintctl/paste/escapes.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "clients/complaintctl/paste/utf16.h"

namespace imageco::complaintctl {
namespace {

bool HasAny(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [text](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

// Takes at most so many hex digits off `rest`; nothing where it begins with none.
std::optional<char32_t> TakeHex(std::string_view& rest, size_t digits_max) {
  unsigned value = 0;
  const char* end = rest.data() + std::min(digits_max, rest.size());
  const auto [stop, error] = std::from_chars(rest.data(), end, value, 16);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<size_t>(stop - rest.data()));
  return value;
}

bool BeginsWithByte(std::string_view text) {
  const std::string_view digits = text.substr(0, 2);
  return digits.size() == 2 && std::all_of(digits.begin(), digits.end(),
                                           [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

// With the other half where the first is one of a pair.
std::u16string TakeUnits(char32_t first, std::string_view& rest) {
  std::u16string units = {static_cast<char16_t>(first)};
  std::string_view behind = rest;
  if (first < 0xD800 || first > 0xDBFF || !rest.starts_with("\\u")) return units;
  behind.remove_prefix(2);
  if (const std::optional<char32_t> second = TakeHex(behind, 4)) {
    units.push_back(static_cast<char16_t>(*second));
    rest = behind;
  }
  return units;
}

char LetterOf(char c) {
  constexpr std::string_view kLetters = "nrtbf";
  constexpr std::string_view kControls = "\n\r\t\b\f";
  const size_t letter = kLetters.find(c);
  return letter == std::string_view::npos ? c : kControls[letter];
}

bool HasPercentCode(std::string_view text) {
  return HasAny(text, {"%7B", "%7b", "%22", "%3C", "%3c", "%257B", "%257b", "%2522"});
}

std::string PercentDecoded(std::string_view text, char plus) {
  std::string decoded;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    const bool code = c == '%' && BeginsWithByte(text);
    decoded.push_back(code ? static_cast<char>(*TakeHex(text, 2)) : c == '+' ? plus : c);
  }
  return decoded;
}

}  // namespace

void TakeEscape(std::string_view& rest, std::string& bytes) {
  rest.remove_prefix(1);
  if (rest.empty()) return;
  const char kind = rest.front();
  rest.remove_prefix(1);
  const bool hex = kind == 'u' || kind == 'x';
  const std::optional<char32_t> code = hex ? TakeHex(rest, kind == 'u' ? 4 : 2) : std::nullopt;
  if (!code) {
    bytes.push_back(LetterOf(kind));
  } else if (kind == 'x') {
    bytes.push_back(static_cast<char>(*code));
  } else {
    bytes.append(Utf8Of(TakeUnits(*code, rest)));
  }
}

std::optional<std::string> WithoutBackslashes(std::string_view text) {
  if (!HasAny(text, {"\\\"", "\\x22", "\\u0022", "\\x3C", "\\x3c", "\\u003C", "\\u003c"})) {
    return std::nullopt;
  }
  std::string bytes;
  while (!text.empty()) {
    if (text.front() == '\\') {
      TakeEscape(text, bytes);
    } else {
      bytes.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return bytes;
}

std::optional<std::string> WithoutEntities(std::string_view text) {
  if (!HasAny(text, {"&quot;", "&#34;", "&#x22;", "&lt;", "&#60;", "&#x3c;", "&#x3C;"})) {
    return std::nullopt;
  }
  return absl::StrReplaceAll({text.data(), text.size()}, {{"&quot;", "\""},
                                                          {"&#34;", "\""},
                                                          {"&#x22;", "\""},
                                                          {"&lt;", "<"},
                                                          {"&#60;", "<"},
                                                          {"&#x3c;", "<"},
                                                          {"&#x3C;", "<"},
                                                          {"&gt;", ">"},
                                                          {"&#62;", ">"},
                                                          {"&#39;", "'"},
                                                          {"&apos;", "'"},
                                                          {"&nbsp;", " "},
                                                          {"&amp;", "&"}});
}

std::optional<std::string> WithoutDoubledQuotes(std::string_view text) {
  if (!HasAny(text, {"{\"\"", ",\"\"", "=\"\""})) return std::nullopt;
  return absl::StrReplaceAll({text.data(), text.size()}, {{"\"\"", "\""}});
}

std::optional<std::string> WithoutPercentCodes(std::string_view text) {
  if (!HasPercentCode(text)) return std::nullopt;
  return PercentDecoded(text, '+');
}

std::optional<std::string> WithoutPercentCodesAndPlus(std::string_view text) {
  if (!HasPercentCode(text) || text.find('+') == std::string_view::npos) return std::nullopt;
  return PercentDecoded(text, ' ');
}

}  // namespace imageco::complaintctl
