#include "bridge/gateway/codec/form.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"

namespace imageco::bridge::gateway {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool IsUnreserved(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

int HexValue(char c) {
  const size_t digit = kHex.find(absl::ascii_toupper(static_cast<unsigned char>(c)));
  return digit == std::string_view::npos ? -1 : static_cast<int>(digit);
}

std::optional<std::string> Decode(std::string_view value) {
  std::string decoded;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      decoded.push_back(value[i] == '+' ? ' ' : value[i]);
      continue;
    }
    if (i + 2 >= value.size()) return std::nullopt;
    const int high = HexValue(value[i + 1]);
    const int low = HexValue(value[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

// The values of the fields of that name, as they stand in the form.
std::vector<std::string_view> Values(std::string_view form, std::string_view name) {
  std::vector<std::string_view> values;
  while (!form.empty()) {
    const std::string_view field = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    if (!field.starts_with(name) || field.substr(name.size(), 1) != "=") continue;
    values.push_back(field.substr(name.size() + 1));
  }
  return values;
}

}  // namespace

void AppendFormField(std::string_view name, std::string_view value, std::string& form) {
  if (!form.empty()) form.push_back('&');
  form.append(name).push_back('=');
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsUnreserved(byte)) {
      form.push_back(c);
    } else {
      form.push_back('%');
      form.push_back(kHex[byte >> 4]);
      form.push_back(kHex[byte & 0xF]);
    }
  }
}

std::optional<std::string> FormField(std::string_view form, std::string_view name) {
  const std::vector<std::string_view> values = Values(form, name);
  return values.size() == 1 ? Decode(values.front()) : std::nullopt;
}

bool HasFormField(std::string_view form, std::string_view name) {
  return !Values(form, name).empty();
}

}  // namespace imageco::bridge::gateway
