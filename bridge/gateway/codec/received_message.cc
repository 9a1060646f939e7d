#include "bridge/gateway/codec/received_message.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/likely_charsets.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

constexpr std::string_view kSpace = " \t\r\n";

// The first character of a message: "{" or "<" where one begins here.
char FirstOf(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const size_t begin = bytes.find_first_not_of(kSpace);
  return begin == std::string_view::npos ? '\0' : bytes[begin];
}

// The sign member of a JSON message. Null and empty count as none.
absl::StatusOr<std::string> ShownSign(const Node& root) {
  const Node* sign = nullptr;
  for (const Node& member : root.children) {
    if (member.name != kSignMember || member.kind == Node::Kind::kNull) continue;
    if (member.kind != Node::Kind::kText) return absl::InvalidArgumentError("sign is not a text");
    if (sign != nullptr && sign->text != member.text) {
      return absl::InvalidArgumentError("sign stands there twice");
    }
    sign = &member;
  }
  return std::string(sign == nullptr ? std::string_view() : Stripped(sign->text));
}

// The mac of a form.
absl::StatusOr<std::string> ShownMac(std::string_view form) {
  if (!HasFormField(form, kMacFormField)) return std::string();
  const std::optional<std::string> mac = FormField(form, kMacFormField);
  if (!mac) return absl::InvalidArgumentError("mac stands there twice or is no text");
  return std::string(Stripped(*mac));
}

}  // namespace

Readings::Readings(std::string_view body, Charset expected, const Gbk& gbk) : gbk_(gbk) {
  fault_ = Open(body);
  if (!fault_.ok()) return;
  absl::StatusOr<Charset> told = expected;
  if (envelope_.format == FORMAT_XML) {
    told = DeclaredCharset(envelope_.text);
    if (told.ok() && *told == CHARSET_UNSPECIFIED) told = expected;
  }
  fault_ = told.status();
  if (told.ok()) charsets_ = LikelyCharsets(envelope_.text, *told);
}

// Takes the message out of its form, where it stands in one.
absl::Status Readings::Open(std::string_view body) {
  const char first = FirstOf(body);
  if (first == '{' || first == '<') {
    envelope_.format = first == '{' ? FORMAT_JSON : FORMAT_XML;
    envelope_.text = body;
    return absl::OkStatus();
  }
  for (const std::string_view name : FormFieldNames(body)) {
    std::optional<std::string> value = FormField(body, name);
    const char begins = value ? FirstOf(*value) : '\0';
    const bool xml = name == kXmlFormField && begins == '<';
    if (!xml && begins != '{') continue;
    envelope_.format = xml ? FORMAT_XML : FORMAT_JSON;
    envelope_.form_field = name;
    envelope_.text = *std::move(value);
    if (xml) envelope_.shown = ShownMac(body);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("neither JSON nor XML, nor a form that holds either");
}

absl::StatusOr<ReceivedMessage> Readings::Read(Charset charset) const {
  absl::StatusOr<std::string> utf8 = ToUtf8(envelope_.text, charset, gbk_);
  if (!utf8.ok()) return utf8.status();
  const bool json = envelope_.format == FORMAT_JSON;
  absl::StatusOr<Node> root = json ? ReadJson(*utf8) : ReadXml(*utf8);
  if (!root.ok()) return root.status();
  return ReceivedMessage{
      .format = envelope_.format,
      .charset = charset,
      .form_field = envelope_.form_field,
      .text = json ? *std::move(utf8) : envelope_.text,
      .shown = json ? ShownSign(*root) : envelope_.shown,
      .root = *std::move(root),
  };
}

std::optional<absl::StatusOr<ReceivedMessage>> Readings::Next() {
  const size_t count = fault_.ok() ? charsets_.size() : 1;
  if (next_ == count) return std::nullopt;
  const size_t current = next_++;
  if (!fault_.ok()) return absl::StatusOr<ReceivedMessage>(fault_);
  return Read(charsets_[current]);
}

}  // namespace imageco::bridge::gateway
