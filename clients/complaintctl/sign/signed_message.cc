#include "clients/complaintctl/sign/signed_message.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Gbk;
using bridge::gateway::Readings;

// Whether a reading is by the charset that was asked for.
bool IsIn(config::v1::Charset charset, const ReceivedMessage& message) {
  return IsXml(message) || charset == config::v1::CHARSET_UNSPECIFIED ||
         message.charset == config::v1::CHARSET_UNSPECIFIED || message.charset == charset;
}

// Appends the ways to read `bytes`; gives why the likeliest one is none, where it is none.
absl::Status AppendReadings(std::string_view bytes, config::v1::Charset charset, const Gbk& gbk,
                            std::vector<ReceivedMessage>& messages) {
  absl::Status fault;
  Readings readings(bytes, charset, gbk);
  while (auto reading = readings.Next()) {
    fault.Update(reading->status());
    if (reading->ok() && IsIn(charset, **reading)) messages.push_back(**std::move(reading));
  }
  return fault;
}

}  // namespace

absl::StatusOr<std::vector<ReceivedMessage>> ReadSignedMessage(std::string_view bytes,
                                                               config::v1::Charset charset,
                                                               const Gbk& gbk) {
  const absl::string_view stripped = absl::StripAsciiWhitespace({bytes.data(), bytes.size()});
  std::vector<ReceivedMessage> messages;
  const absl::Status fault =
      AppendReadings({stripped.data(), stripped.size()}, charset, gbk, messages);
  if (stripped.size() != bytes.size()) {
    AppendReadings(bytes, charset, gbk, messages).IgnoreError();
  }
  if (!messages.empty()) return messages;
  return fault.ok() ? absl::InvalidArgumentError("is not in that charset") : fault;
}

bool HasNode(const ReceivedMessage& message, std::string_view name) {
  const auto& nodes = message.root.children;
  return std::any_of(nodes.begin(), nodes.end(),
                     [name](const bridge::gateway::Node& node) { return node.name == name; });
}

std::string_view KindOf(const ReceivedMessage& message) {
  if (HasNode(message, "request_type")) return "request";
  if (HasNode(message, "response_type")) return "answer";
  return kOtherKind;
}

config::v1::Wire WireOf(const ReceivedMessage& message) {
  config::v1::Wire wire;
  wire.set_format(message.format);
  if (IsXml(message)) {
    wire.set_xml_form_with_mac(!message.form_field.empty());
  } else {
    wire.set_json_charset(message.charset);
    wire.set_json_form_field(message.form_field);
  }
  return wire;
}

absl::StatusOr<std::string> ExpectedSign(const ReceivedMessage& message,
                                         const bridge::gateway::Signature& signature) {
  if (IsXml(message)) return signature.Mac(message.text);
  return signature.Sign(message.text, message.root);
}

}  // namespace imageco::complaintctl
