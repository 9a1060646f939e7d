#include "tests/sandbox/form.h"

#include <charconv>
#include <optional>

namespace imageco::sandbox {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

std::optional<char> FromHex(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || error != std::errc() || end != digits.end()) return std::nullopt;
  return static_cast<char>(value);
}

std::optional<std::string> Decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const std::optional<char> byte = FromHex(text.substr(i + 1, 2));
      if (!byte) return std::nullopt;
      decoded += *byte;
      i += 2;
    } else if (text[i] == '+') {
      decoded += ' ';
    } else if (IsUnreserved(text[i]) || text[i] == '*') {
      decoded += text[i];
    } else {
      return std::nullopt;
    }
  }
  return decoded;
}

std::optional<FormField> DecodeField(std::string_view pair) {
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  std::optional<std::string> name = Decode(pair.substr(0, equals));
  std::optional<std::string> value = Decode(pair.substr(equals + 1));
  if (!name || !value) return std::nullopt;
  return FormField{*std::move(name), *std::move(value)};
}

}  // namespace

Checked<std::vector<FormField>> DecodeForm(std::string_view body) {
  std::vector<FormField> fields;
  while (true) {
    const std::size_t end = body.find('&');
    std::optional<FormField> field = DecodeField(body.substr(0, end));
    if (!field) {
      return Refused<std::vector<FormField>>("field " + std::to_string(fields.size() + 1) +
                                             " is not a percent-encoded name=value");
    }
    fields.push_back(*std::move(field));
    if (end == std::string_view::npos) return {std::move(fields), {}};
    body.remove_prefix(end + 1);
  }
}

std::string PercentEncode(std::string_view bytes) {
  std::string encoded;
  for (const char c : bytes) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 0xF]};
  }
  return encoded;
}

}  // namespace imageco::sandbox
