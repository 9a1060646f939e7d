#include "clients/complaintctl/sign/signed_message.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::FormField;
using bridge::gateway::Gbk;
using bridge::gateway::Node;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n";
constexpr char kXmlField[] = "xml";
constexpr char kMacField[] = "mac";

std::string_view Trim(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const size_t begin = bytes.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return bytes.substr(begin, bytes.find_last_not_of(kSpace) - begin + 1);
}

std::vector<std::string> FieldNames(std::string_view form) {
  std::vector<std::string> names;
  while (!form.empty()) {
    const std::string_view field = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    if (const size_t equals = field.find('='); equals != std::string_view::npos) {
      names.emplace_back(field.substr(0, equals));
    }
  }
  return names;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isascii(static_cast<unsigned char>(c)); });
}

// The charset of a text that nobody knows the charset of; unset where it does not matter.
config::v1::Charset Detect(std::string_view text) {
  if (IsAscii(text)) return config::v1::CHARSET_UNSPECIFIED;
  return bridge::gateway::CountCodePoints(text) ? config::v1::CHARSET_UTF8
                                                : config::v1::CHARSET_GBK;
}

absl::Status TakeSign(SignedMessage& message) {
  for (const Node& member : message.root.children) {
    if (member.name != bridge::gateway::kSignMember || member.text.empty()) continue;
    if (message.shown) return absl::InvalidArgumentError("the message has two signs");
    message.shown = member.text;
  }
  return absl::OkStatus();
}

absl::StatusOr<SignedMessage> ReadJsonMessage(std::string_view bytes, config::v1::Charset charset,
                                              const Gbk& gbk) {
  SignedMessage message;
  message.wire.set_format(config::v1::FORMAT_JSON);
  message.wire.set_json_charset(charset == config::v1::CHARSET_UNSPECIFIED ? Detect(bytes)
                                                                           : charset);
  message.text = bytes;
  if (message.wire.json_charset() == config::v1::CHARSET_GBK) {
    absl::StatusOr<std::string> utf8 = gbk.Decode(bytes);
    if (!utf8.ok()) return utf8.status();
    message.text = *std::move(utf8);
  }
  absl::StatusOr<Node> root = bridge::gateway::ReadJson(message.text);
  if (!root.ok()) return root.status();
  message.root = *std::move(root);
  if (absl::Status fault = TakeSign(message); !fault.ok()) return fault;
  return message;
}

absl::StatusOr<SignedMessage> ReadXmlMessage(std::string_view bytes, const Gbk& gbk) {
  SignedMessage message;
  message.wire.set_format(config::v1::FORMAT_XML);
  message.text = bytes;
  absl::StatusOr<Node> root = bridge::gateway::ReadXml(bytes, gbk);
  if (!root.ok()) return root.status();
  message.root = *std::move(root);
  return message;
}

absl::StatusOr<SignedMessage> ReadXmlForm(std::string_view form, const Gbk& gbk) {
  const std::optional<std::string> xml = FormField(form, kXmlField);
  if (!xml) return absl::InvalidArgumentError("form: xml is there twice or badly encoded");
  absl::StatusOr<SignedMessage> message = ReadXmlMessage(*xml, gbk);
  if (!message.ok()) return message;
  message->wire.set_xml_form_with_mac(true);
  message->shown = FormField(form, kMacField);
  return message;
}

absl::StatusOr<SignedMessage> ReadForm(std::string_view form, config::v1::Charset charset,
                                       const Gbk& gbk) {
  for (const std::string& name : FieldNames(form)) {
    if (name == kXmlField) return ReadXmlForm(form, gbk);
    const std::optional<std::string> value = FormField(form, name);
    if (!value || !Trim(*value).starts_with('{')) continue;
    absl::StatusOr<SignedMessage> message = ReadJsonMessage(*value, charset, gbk);
    if (message.ok()) message->wire.set_json_form_field(name);
    return message;
  }
  return absl::InvalidArgumentError("neither JSON nor XML, nor a form that holds either");
}

}  // namespace

absl::StatusOr<SignedMessage> ReadSignedMessage(std::string_view bytes, config::v1::Charset charset,
                                                const Gbk& gbk) {
  bytes = Trim(bytes);
  if (bytes.starts_with('{')) return ReadJsonMessage(bytes, charset, gbk);
  if (bytes.starts_with('<')) return ReadXmlMessage(bytes, gbk);
  return ReadForm(bytes, charset, gbk);
}

absl::StatusOr<std::string> ExpectedSign(const SignedMessage& message,
                                         const bridge::gateway::Signature& signature) {
  if (IsXml(message)) return signature.Mac(message.text);
  return signature.Sign(message.text, message.root);
}

}  // namespace imageco::complaintctl
