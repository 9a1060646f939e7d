#include "bridge/gateway/message_codec.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

constexpr std::string_view kXmlField = "xml";
constexpr std::string_view kMacField = "mac";

bool IsXml(const Wire& wire) { return wire.format() == FORMAT_XML; }

bool IsGbk(const Wire& wire) { return IsXml(wire) || wire.json_charset() == CHARSET_GBK; }

bool IsForm(const Wire& wire) {
  return IsXml(wire) ? wire.xml_form_with_mac() : !wire.json_form_field().empty();
}

std::string ContentType(const Wire& wire) {
  if (!wire.content_type().empty()) return wire.content_type();
  if (IsForm(wire)) return "application/x-www-form-urlencoded";
  if (IsXml(wire)) return "application/xml; charset=GBK";
  return IsGbk(wire) ? "application/json; charset=GBK" : "application/json; charset=UTF-8";
}

TextRules MakeTextRules(const Merchant& merchant, const Gbk& gbk) {
  const Wire& wire = merchant.wire();
  const config::v1::Signature scheme = WithDefaults(merchant.signature());
  const bool signed_as_gbk = !IsXml(wire) && scheme.charset() == CHARSET_GBK;
  TextRules rules;
  rules.xml = IsXml(wire);
  if (IsGbk(wire) || signed_as_gbk) rules.gbk = &gbk;
  // What is signed is the text itself, save where it is the body that holds the escapes.
  const bool escape_can_be_signed = !signed_as_gbk || scheme.canonical() == CANONICAL_BODY;
  rules.escape_not_in_gbk =
      wire.not_in_gbk() == NOT_IN_GBK_ESCAPE && IsGbk(wire) && escape_can_be_signed;
  return rules;
}

// Values of the plan's configured nodes: the merchant's settings of the same names.
absl::StatusOr<ConfiguredValues> MakeConfiguredValues(const Plan& plan, const Merchant& merchant,
                                                      const Gbk& gbk) {
  ConfiguredValues values;
  for (const wire::v1::ConfiguredNode& node : plan.method().configured()) {
    const auto* setting = Merchant::descriptor()->FindFieldByName(node.name());
    if (setting == nullptr || setting->is_repeated() ||
        setting->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
      return absl::FailedPreconditionError(absl::StrCat(node.name(), ": is no setting"));
    }
    const std::string value = merchant.GetReflection()->GetString(merchant, setting);
    if (value.empty()) return absl::InvalidArgumentError(absl::StrCat(node.name(), ": is empty"));
    if (node.max_chars() != 0 && CountCodePoints(value) > node.max_chars()) {
      return absl::InvalidArgumentError(
          absl::StrCat(node.name(), ": longer than ", node.max_chars(), " characters"));
    }
    if (!gbk.Encode(value).ok()) {
      return absl::InvalidArgumentError(absl::StrCat(node.name(), ": is not in GBK"));
    }
    values[node.name()] = value;
  }
  return values;
}

// Whether a body where a form could stand is a message: no form begins like one.
bool IsBare(std::string_view body) {
  const size_t begin = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin != std::string_view::npos && (body[begin] == '{' || body[begin] == '<');
}

// The sign member of a JSON answer.
absl::StatusOr<std::string> ShownSign(const Node& root) {
  const Node* sign = nullptr;
  for (const Node& member : root.children) {
    if (member.name != kSignMember) continue;
    if (sign != nullptr) return absl::InvalidArgumentError("answer: sign stands there twice");
    sign = &member;
  }
  if (sign == nullptr || sign->kind == Node::Kind::kNull) return std::string();
  if (sign->kind != Node::Kind::kText) {
    return absl::InvalidArgumentError("answer: sign is not a text");
  }
  return sign->text;
}

// The mac of a form.
absl::StatusOr<std::string> ShownMac(std::string_view form) {
  if (!HasFormField(form, kMacField)) return std::string();
  std::optional<std::string> mac = FormField(form, kMacField);
  if (!mac) return absl::InvalidArgumentError("answer: mac stands there twice or is no text");
  return *std::move(mac);
}

}  // namespace

// An answer as it came, before it is believed.
struct MessageCodec::Received {
  Node root;
  std::string text;  // what is signed: JSON in UTF-8, XML in its own bytes
  // The sign or mac that it shows: empty where it shows none, a fault where none can be told.
  absl::StatusOr<std::string> shown = std::string();
};

MessageCodec::MessageCodec(const Plan& plan, const Merchant& merchant,
                           std::shared_ptr<const Gbk> gbk)
    : plan_(&plan),
      wire_(merchant.wire()),
      answer_sign_(merchant.signature().answer_sign()),
      gbk_(std::move(gbk)),
      content_type_(ContentType(wire_)),
      text_rules_(MakeTextRules(merchant, *gbk_)) {
  if (answer_sign_ == ANSWER_SIGN_UNSPECIFIED) {
    answer_sign_ = IsXml(wire_) ? ANSWER_SIGN_IF_PRESENT : ANSWER_SIGN_REQUIRED;
  }
}

absl::StatusOr<MessageCodec> MessageCodec::Make(const Plan& plan, const Merchant& merchant,
                                                std::string key, std::shared_ptr<const Gbk> gbk) {
  MessageCodec codec(plan, merchant, gbk);
  absl::StatusOr<ConfiguredValues> configured = MakeConfiguredValues(plan, merchant, *gbk);
  if (!configured.ok()) return configured.status();
  codec.configured_ = *std::move(configured);
  const bool unsigned_xml = IsXml(merchant.wire()) && !merchant.wire().xml_form_with_mac();
  if (unsigned_xml && codec.answer_sign_ == ANSWER_SIGN_REQUIRED) {
    return absl::InvalidArgumentError("signature.answer_sign: bare XML is not signed");
  }
  if (!unsigned_xml) {
    absl::StatusOr<Signature> signature =
        Signature::Make(merchant.signature(), std::move(key), std::move(gbk));
    if (!signature.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("signature.key_file: ", signature.status().message()));
    }
    codec.signature_ = *std::move(signature);
  }
  return codec;
}

absl::StatusOr<std::string> MessageCodec::EncodeJson(Node root) const {
  std::string text = WriteJson(root, IsGbk(wire_) ? gbk_.get() : nullptr);
  const absl::StatusOr<std::string> sign = signature_->Sign(text, root);
  if (!sign.ok()) return sign.status();
  text.pop_back();
  text.append(",\"").append(kSignMember).append("\":\"").append(*sign).append("\"}");
  return IsGbk(wire_) ? gbk_->Encode(text) : std::move(text);
}

absl::StatusOr<std::string> MessageCodec::Encode(const google::protobuf::Message& request) const {
  Node root = ToNode(*plan_, request, configured_);
  absl::StatusOr<std::string> message =
      IsXml(wire_) ? WriteXml(root, *gbk_) : EncodeJson(std::move(root));
  if (!message.ok() || !IsForm(wire_)) return message;
  std::string form;
  if (IsXml(wire_)) {
    AppendFormField(kXmlField, *message, form);
    AppendFormField(kMacField, signature_->Mac(*message), form);
  } else {
    AppendFormField(wire_.json_form_field(), *message, form);
  }
  return form;
}

absl::StatusOr<MessageCodec::Received> MessageCodec::ReadJsonBody(std::string_view body) const {
  Received received;
  // A form answers a form, or the bare message does.
  const bool form = IsForm(wire_) && !IsBare(body);
  const std::optional<std::string> field =
      form ? FormField(body, wire_.json_form_field()) : std::nullopt;
  received.text = field ? *field : std::string(body);
  if (IsGbk(wire_)) {
    absl::StatusOr<std::string> utf8 = gbk_->Decode(received.text);
    if (!utf8.ok()) return utf8.status();
    received.text = *std::move(utf8);
  }
  absl::StatusOr<Node> root = ReadJson(received.text);
  if (!root.ok()) return root.status();
  received.root = *std::move(root);
  received.shown = ShownSign(received.root);
  return received;
}

absl::StatusOr<MessageCodec::Received> MessageCodec::ReadXmlBody(std::string_view body) const {
  Received received;
  const bool form = IsForm(wire_) && !IsBare(body);
  const std::optional<std::string> field = form ? FormField(body, kXmlField) : std::nullopt;
  received.text = field ? *field : std::string(body);
  if (field) received.shown = ShownMac(body);
  absl::StatusOr<Node> root = ReadXml(received.text, *gbk_);
  if (!root.ok()) return root.status();
  received.root = *std::move(root);
  return received;
}

absl::Status MessageCodec::CheckSign(const Received& received) const {
  if (!signature_ || answer_sign_ == ANSWER_SIGN_IGNORED) return absl::OkStatus();
  const absl::StatusOr<std::string>& shown = received.shown;
  if (!shown.ok()) return shown.status();
  if (shown->empty()) {
    if (answer_sign_ == ANSWER_SIGN_IF_PRESENT) return absl::OkStatus();
    return absl::InvalidArgumentError("answer: is not signed");
  }
  const absl::StatusOr<std::string> expected = IsXml(wire_)
                                                   ? signature_->Mac(received.text)
                                                   : signature_->Sign(received.text, received.root);
  if (!expected.ok()) return expected.status();
  if (Signature::Equal(*shown, *expected)) return absl::OkStatus();
  return absl::InvalidArgumentError("answer: its signature does not verify");
}

Answer MessageCodec::Decode(std::string_view body, const google::protobuf::Message& request,
                            google::protobuf::Message& response) const {
  const absl::StatusOr<Received> received = IsXml(wire_) ? ReadXmlBody(body) : ReadJsonBody(body);
  if (!received.ok()) {
    return {Answer::Trust::kForeign, std::string(received.status().message()), {}};
  }
  if (!IsGatewayAnswer(*plan_, received->root)) {
    return {Answer::Trust::kForeign, "answer: is no message of the gateway's", {}};
  }
  absl::Status fault = CheckSign(*received);
  if (fault.ok()) fault = FromNode(*plan_, received->root, request, response);
  GatewayResult result = ResultOf(*plan_, received->root);
  if (!fault.ok()) {
    return {Answer::Trust::kUnverified, std::string(fault.message()), std::move(result)};
  }
  return {Answer::Trust::kVerified, "", std::move(result)};
}

}  // namespace imageco::bridge::gateway
