#include "bridge/gateway/signature/key_file.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/likely_charsets.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

bool HasName(std::string_view key) {
  const std::string lower = absl::AsciiStrToLower(std::string(key.substr(0, 8)));
  return absl::StartsWith(lower, "key=") || absl::StartsWith(lower, "key:") ||
         absl::StartsWith(lower, "key =") || absl::StartsWith(lower, "key :");
}

bool HasQuotes(std::string_view key) {
  constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {
      {"\"", "\""}, {"'", "'"}, {"`", "`"}, {"<", ">"}, {"“", "”"}, {"‘", "’"}, {"「", "」"}};
  for (const auto& [open, close] : kQuotes) {
    const bool around =
        key.size() >= open.size() + close.size() && key.starts_with(open) && key.ends_with(close);
    if (around) return true;
  }
  return false;
}

bool HasBlank(std::string_view key) {
  while (!key.empty()) {
    const CodePoint first = FirstCodePoint(key);
    if (first.bytes == 0) return false;
    if (IsBlank(first.value) || IsControl(first.value)) return true;
    key.remove_prefix(first.bytes);
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> KeyOf(std::string_view file) {
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

std::string DoubtAboutKey(std::string_view key) {
  if (HasName(key)) return "begins with \"key=\" or the like";
  if (HasQuotes(key)) return "stands in quotes";
  if (HasBlank(key)) return "holds a blank or a control character";
  return "";
}

}  // namespace imageco::bridge::gateway
