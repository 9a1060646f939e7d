#include "clients/complaintctl/sign/scheme.h"

#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/signature/digest.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// An enum's first value is PREFIX_UNSPECIFIED.
std::string NameOf(const EnumValueDescriptor& value) {
  constexpr std::string_view kUnspecified = "UNSPECIFIED";
  const size_t prefix = value.type()->value(0)->name().size() - kUnspecified.size();
  return absl::AsciiStrToLower(value.name().substr(prefix));
}

// Takes the names that manuals and people use too, such as utf-8, SHA-256 and HMAC-SHA256.
const EnumValueDescriptor* FindValue(const EnumDescriptor& values, std::string name) {
  name = absl::AsciiStrToLower(name);
  name = name == "key_wrapped_body" ? "body"
                                    : absl::StrReplaceAll(name, {{"hmac-", "hmac_"}, {"-", ""}});
  for (int i = 1; i < values.value_count(); ++i) {
    if (NameOf(*values.value(i)) == name) return values.value(i);
  }
  return nullptr;
}

std::vector<std::string> NamesOf(const EnumDescriptor& values) {
  std::vector<std::string> names;
  for (int i = 1; i < values.value_count(); ++i) names.push_back(NameOf(*values.value(i)));
  return names;
}

absl::StatusOr<const EnumValueDescriptor*> ParseValue(const CommandLine& line,
                                                      const std::string& flag,
                                                      const EnumDescriptor& values) {
  if (const EnumValueDescriptor* value = FindValue(values, line.Value(flag))) return value;
  return FlagError(flag, Say("wants one of $0", absl::StrJoin(NamesOf(values), ", ")));
}

SchemeSetting MakeSetting(const std::string& field, std::string flag) {
  return {config::v1::Signature::descriptor()->FindFieldByName(field), std::move(flag)};
}

int NumberOf(const config::v1::Signature& scheme, const SchemeSetting& setting) {
  return scheme.GetReflection()->GetEnumValue(scheme, setting.field);
}

void Set(const SchemeSetting& setting, int number, config::v1::Signature& scheme) {
  scheme.GetReflection()->SetEnumValue(&scheme, setting.field, number);
}

// Unsets what does not count.
config::v1::Signature Reduced(config::v1::Signature scheme) {
  if (scheme.canonical() == config::v1::CANONICAL_BODY) scheme.clear_nested();
  if (bridge::gateway::IsHmac(scheme.digest())) scheme.clear_key_placement();
  return scheme;
}

// Every scheme once with each value of the setting.
std::vector<config::v1::Signature> Multiply(const std::vector<config::v1::Signature>& schemes,
                                            const SchemeSetting& setting) {
  std::vector<config::v1::Signature> product;
  const EnumDescriptor& values = *setting.field->enum_type();
  for (config::v1::Signature scheme : schemes) {
    for (int i = 1; i < values.value_count(); ++i) {
      Set(setting, values.value(i)->number(), scheme);
      product.push_back(scheme);
    }
  }
  return product;
}

}  // namespace

std::vector<std::string> SchemeSetting::ValueNames() const { return NamesOf(*field->enum_type()); }

const std::vector<SchemeSetting>& SchemeSettings() {
  static const std::vector<SchemeSetting>& settings = *new std::vector<SchemeSetting>{
      MakeSetting("canonical", "canonical"), MakeSetting("key_placement", "key"),
      MakeSetting("charset", "charset"),     MakeSetting("nested", "nested"),
      MakeSetting("digest", "digest"),       MakeSetting("hex_case", "hex")};
  return settings;
}

std::string ValueName(const config::v1::Signature& scheme, const SchemeSetting& setting) {
  const int number = NumberOf(scheme, setting);
  return number == 0 ? "" : NameOf(*setting.field->enum_type()->FindValueByNumber(number));
}

std::vector<config::v1::Signature> AllSchemes() {
  std::vector<config::v1::Signature> product(1);
  for (const SchemeSetting& setting : SchemeSettings()) product = Multiply(product, setting);
  std::vector<config::v1::Signature> schemes;
  std::set<std::string> seen;
  for (const config::v1::Signature& scheme : product) {
    const config::v1::Signature reduced = Reduced(scheme);
    if (seen.insert(reduced.SerializeAsString()).second) schemes.push_back(reduced);
  }
  return schemes;
}

std::vector<Flag> SchemeFlags() {
  std::vector<Flag> flags;
  for (const SchemeSetting& setting : SchemeSettings()) {
    flags.push_back({setting.flag, absl::StrJoin(setting.ValueNames(), "|"),
                     Say("signature.$0 of the configuration.", setting.field->name())});
  }
  return flags;
}

absl::StatusOr<config::v1::Signature> MakeScheme(const CommandLine& line) {
  config::v1::Signature scheme;
  for (const SchemeSetting& setting : SchemeSettings()) {
    if (!line.Has(setting.flag)) continue;
    const auto value = ParseValue(line, setting.flag, *setting.field->enum_type());
    if (!value.ok()) return value.status();
    Set(setting, (*value)->number(), scheme);
  }
  return scheme;
}

absl::StatusOr<config::v1::Charset> MakeCharset(const CommandLine& line, const std::string& flag) {
  if (!line.Has(flag)) return config::v1::CHARSET_UNSPECIFIED;
  const auto value = ParseValue(line, flag, *config::v1::Charset_descriptor());
  if (!value.ok()) return value.status();
  return static_cast<config::v1::Charset>((*value)->number());
}

}  // namespace imageco::complaintctl
