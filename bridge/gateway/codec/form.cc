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

struct Field {
  std::string_view name;
  std::string_view value;  // as it stands in the form
};

std::vector<Field> FieldsOf(std::string_view form) {
  std::vector<Field> fields;
  while (!form.empty()) {
    std::string_view field = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    // What println puts around a field is not encoded, and so not its own.
    constexpr std::string_view kSpace = " \t\r\n";
    field.remove_prefix(std::min(field.find_first_not_of(kSpace), field.size()));
    field = field.substr(0, field.find_last_not_of(kSpace) + 1);
    const size_t equals = field.find('=');
    if (equals == std::string_view::npos) continue;
    fields.push_back({field.substr(0, equals), field.substr(equals + 1)});
  }
  return fields;
}

// The values of the fields of that name, as they stand in the form.
std::vector<std::string_view> Values(std::string_view form, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Field& field : FieldsOf(form)) {
    if (field.name == name) values.push_back(field.value);
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

std::vector<std::string_view> FormFieldNames(std::string_view form) {
  std::vector<std::string_view> names;
  for (const Field& field : FieldsOf(form)) names.push_back(field.name);
  return names;
}

std::optional<std::string> FormField(std::string_view form, std::string_view name) {
  const std::vector<std::string_view> values = Values(form, name);
  return values.size() == 1 ? Decode(values.front()) : std::nullopt;
}

bool HasFormField(std::string_view form, std::string_view name) {
  return !Values(form, name).empty();
}

}  // namespace imageco::bridge::gateway
