#include "bridge/gateway/signature/key_file.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/likely_charsets.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

// Without the blanks and marks that stand between a name, quotes and the key.
std::string_view TrimmedOf(std::string_view text) {
  constexpr std::string_view kBetween = " \t,;";
  text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
  return text.substr(0, text.find_last_not_of(kBetween) + 1);
}

// Whether a text is short and of letters, whatever the script.
bool IsName(std::string_view text) {
  constexpr size_t kNameBytesMax = 40;
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalpha(c) || c >= 0x80 ||
                  std::string_view(" _-.\"'").find(static_cast<char>(c)) != std::string::npos;
         });
}

// Base64 ends in "=" too, with nothing behind.
std::optional<std::string> WithoutName(std::string_view key) {
  for (const std::string_view mark : {"=", ":", "：", "＝"}) {
    const size_t at = key.find(mark);
    if (at == std::string_view::npos || !IsName(key.substr(0, at))) continue;
    const std::string_view value = TrimmedOf(key.substr(at + mark.size()));
    if (value.find_first_not_of('=') != std::string_view::npos) return std::string(value);
  }
  return std::nullopt;
}

std::optional<std::string> WithoutQuotes(std::string_view key) {
  constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
      {"\"", "\""}, {"'", "'"},   {"`", "`"},   {"<", ">"},   {"“", "”"},
      {"‘", "’"},   {"「", "」"}, {"＂", "＂"}, {"《", "》"}, {"【", "】"}};
  key = TrimmedOf(key);
  for (const auto& [open, close] : kQuotes) {
    const bool around =
        key.size() >= open.size() + close.size() && key.starts_with(open) && key.ends_with(close);
    if (around) {
      return std::string(key.substr(open.size(), key.size() - open.size() - close.size()));
    }
  }
  return std::nullopt;
}

// Nor control characters.
std::optional<std::string> WithoutBlanks(std::string_view key) {
  std::string kept;
  for (std::string_view rest = key; !rest.empty();) {
    const CodePoint first = FirstCodePoint(rest);
    if (first.bytes == 0) return std::nullopt;
    if (!IsBlank(first.value) && !IsControl(first.value)) kept.append(rest.substr(0, first.bytes));
    rest.remove_prefix(first.bytes);
  }
  return kept == key ? std::nullopt : std::optional(std::move(kept));
}

}  // namespace

absl::StatusOr<std::string> KeyOf(std::string_view file) {
  if (file.size() > kKeyFileBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("holds more than ", kKeyFileBytesMax, " bytes"));
  }
  if (file.find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError("holds a NUL, as a file in UTF-16 does");
  }
  if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
  std::string key(file);
  absl::StripTrailingAsciiWhitespace(&key);
  if (key.find_first_of("\r\n") != std::string::npos) {
    return absl::InvalidArgumentError("holds a second line");
  }
  return key;
}

const std::vector<KeyDoubt>& KeyDoubts() {
  static const std::vector<KeyDoubt>& doubts = *new std::vector<KeyDoubt>{
      {"begins with \"key=\" or the like", "a name in front of it", WithoutName},
      {"stands in quotes", "its quotes", WithoutQuotes},
      {"holds a blank or a control character", "the blanks in it", WithoutBlanks}};
  return doubts;
}

std::string DoubtAboutKey(std::string_view key) {
  for (const KeyDoubt& doubt : KeyDoubts()) {
    if (doubt.without(key)) return std::string(doubt.what);
  }
  return "";
}

}  // namespace imageco::bridge::gateway
