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

}  // namespace

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
                                                std::string key, std::shared_ptr<const Gbk> gbk,
                                                std::string second_key) {
  MessageCodec codec(plan, merchant, gbk);
  absl::StatusOr<ConfiguredValues> configured = MakeConfiguredValues(plan, merchant, *gbk);
  if (!configured.ok()) return configured.status();
  codec.configured_ = *std::move(configured);
  const bool unsigned_xml = IsXml(merchant.wire()) && !merchant.wire().xml_form_with_mac();
  if (unsigned_xml && codec.answer_sign_ == ANSWER_SIGN_REQUIRED) {
    return absl::InvalidArgumentError("signature.answer_sign: bare XML is not signed");
  }
  if (unsigned_xml) return codec;
  absl::StatusOr<Signature> signature = Signature::Make(merchant.signature(), std::move(key), gbk);
  if (!signature.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("signature.key_file: ", signature.status().message()));
  }
  codec.signature_ = *std::move(signature);
  if (second_key.empty()) return codec;
  signature = Signature::Make(merchant.signature(), std::move(second_key), std::move(gbk));
  if (!signature.ok()) return signature.status();
  codec.second_signature_ = *std::move(signature);
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
    const absl::StatusOr<std::string> mac = signature_->Mac(*message);
    if (!mac.ok()) return mac.status();
    AppendFormField(kXmlFormField, *message, form);
    AppendFormField(kMacFormField, *mac, form);
  } else {
    AppendFormField(wire_.json_form_field(), *message, form);
  }
  return form;
}

// Whether the message stands as the merchant's gateway writes it.
absl::Status MessageCodec::CheckForm(const ReceivedMessage& message) const {
  if ((message.format == FORMAT_XML) != IsXml(wire_)) {
    return absl::InvalidArgumentError("is not in wire.format");
  }
  if (IsXml(wire_) && !signature_ && !message.form_field.empty()) {
    return absl::InvalidArgumentError("is a form, without wire.xml_form_with_mac");
  }
  return absl::OkStatus();
}

absl::Status MessageCodec::CheckSign(const ReceivedMessage& message) const {
  if (absl::Status fault = CheckForm(message); !fault.ok()) return fault;
  if (!signature_ || answer_sign_ == ANSWER_SIGN_IGNORED) return absl::OkStatus();
  const bool is_signed = !message.shown.ok() || !message.shown->empty();
  if (!is_signed && answer_sign_ == ANSWER_SIGN_IF_PRESENT) return absl::OkStatus();
  absl::Status verified = VerifySign(message, *signature_);
  if (verified.ok() || !second_signature_) return verified;
  return VerifySign(message, *second_signature_).ok() ? absl::OkStatus() : verified;
}

// A message whose sign is right, or need not be there.
Answer MessageCodec::Judge(const ReceivedMessage& message, const google::protobuf::Message& request,
                           google::protobuf::Message& response) const {
  const absl::Status fault = FromNode(*plan_, message.root, request, response);
  Answer answer = Unverified(message, std::string(fault.message()));
  if (answer.fault.empty()) answer.trust = Answer::Trust::kVerified;
  return answer;
}

Answer MessageCodec::Unverified(const ReceivedMessage& message, std::string fault) const {
  if (!IsGatewayAnswer(*plan_, message.root)) {
    return {Answer::Trust::kForeign, "answer: has neither a response_type nor a result", {}};
  }
  return {Answer::Trust::kUnverified, std::move(fault), ResultOf(*plan_, message.root)};
}

std::string MessageCodec::WithoutKeys(std::string text) const {
  for (const auto* signature : {&signature_, &second_signature_}) {
    if (*signature) text = (*signature)->WithoutKey(text);
  }
  return text;
}

Answer MessageCodec::Decode(std::string_view body, const google::protobuf::Message& request,
                            google::protobuf::Message& response) const {
  std::optional<Answer> likeliest;
  Readings readings(body, IsGbk(wire_) ? CHARSET_GBK : CHARSET_UTF8, *gbk_);
  while (const auto reading = readings.Next()) {
    if (!reading->ok()) {
      if (!likeliest) {
        likeliest = Answer{Answer::Trust::kForeign, std::string(reading->status().message()), {}};
      }
      continue;
    }
    const absl::Status fault = CheckSign(**reading);
    if (fault.ok()) return Judge(**reading, request, response);
    if (!likeliest || likeliest->trust == Answer::Trust::kForeign) {
      likeliest = Unverified(**reading, absl::StrCat("answer: ", fault.message()));
    }
  }
  return *likeliest;
}

}  // namespace imageco::bridge::gateway
