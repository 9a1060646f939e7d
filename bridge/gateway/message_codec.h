#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_CODEC_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_CODEC_H_

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/received_message.h"
#include "bridge/gateway/message/message_mapping.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/gateway/message/redaction.h"
#include "bridge/gateway/message/validator.h"
#include "bridge/gateway/outcome.h"
#include "bridge/gateway/signature/signature.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// Turns requests into signed HTTP bodies and HTTP bodies into verified answers, by one merchant's
// configuration and one interface's plan. Immutable, for any thread; the plan must outlive it.
class MessageCodec {
 public:
  // `key` may be empty where nothing is signed: XML without a mac. Answers are believed by
  // `second_key` too, unless it is empty. Errors name the setting.
  static absl::StatusOr<MessageCodec> Make(const Plan& plan, const config::v1::Merchant& merchant,
                                           std::string key, std::shared_ptr<const Gbk> gbk,
                                           std::string second_key = "");

  // Of the body that Encode gives.
  const std::string& content_type() const { return content_type_; }

  // What a request's text must keep to.
  const TextRules& text_rules() const { return text_rules_; }

  // The body for a request that Validate found no fault in.
  absl::StatusOr<std::string> Encode(const google::protobuf::Message& request) const;

  // Reads the body of an answer to `request` and fills `response` from it. Of all ways to read it,
  // that counts whose sign or mac is right; where none is wanted, the likeliest.
  Answer Decode(std::string_view body, const google::protobuf::Message& request,
                google::protobuf::Message& response) const;

  // Bytes of a message without what they repeat of the texts of `request`, however spelled.
  std::string WithoutTextsOf(const google::protobuf::Message& request,
                             std::string_view bytes) const {
    return WithoutSpelledTextsOf(request, bytes, *gbk_);
  }

  // `text` without the merchant's keys, which a gateway may repeat: "[key]" stands there.
  std::string WithoutKeys(std::string text) const;

 private:
  MessageCodec(const Plan& plan, const config::v1::Merchant& merchant,
               std::shared_ptr<const Gbk> gbk);
  absl::StatusOr<std::string> EncodeJson(Node root) const;
  absl::Status CheckSign(const ReceivedMessage& message) const;
  absl::Status CheckForm(const ReceivedMessage& message) const;
  Answer Judge(const ReceivedMessage& message, const google::protobuf::Message& request,
               google::protobuf::Message& response) const;
  Answer Unverified(const ReceivedMessage& message, std::string fault) const;

  const Plan* plan_;
  config::v1::Wire wire_;
  config::v1::AnswerSign answer_sign_;
  ConfiguredValues configured_;
  std::shared_ptr<const Gbk> gbk_;
  std::optional<Signature> signature_;
  std::optional<Signature> second_signature_;
  std::string content_type_;
  TextRules text_rules_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_CODEC_H_
