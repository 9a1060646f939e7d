#ifndef IMAGECO_TESTS_FUZZ_ANSWER_CHECK_H_
#define IMAGECO_TESTS_FUZZ_ANSWER_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/message_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/fuzz/node_check.h"

namespace imageco::bridge::gateway {

// One of the wires that answers come by.
struct AnswerCodec {
  MessageCodec codec;
  bool is_signed;  // nobody but the holder of the key makes an answer that it verifies
};

inline const std::vector<AnswerCodec>& AnswerCodecs() {
  static const auto& codecs = *[] {
    config::v1::Merchant body = JsonMerchant();
    body.mutable_signature()->set_canonical(config::v1::CANONICAL_BODY);
    config::v1::Merchant ignored = JsonMerchant();
    ignored.mutable_signature()->set_answer_sign(config::v1::ANSWER_SIGN_IGNORED);
    ignored.mutable_wire()->set_json_form_field("data");
    config::v1::Merchant with_mac = XmlFormMerchant();
    with_mac.mutable_signature()->set_answer_sign(config::v1::ANSWER_SIGN_REQUIRED);
    return new std::vector<AnswerCodec>{
        {MakeCodec(JsonMerchant()), true}, {MakeCodec(GbkJsonMerchant()), true},
        {MakeCodec(body), true},           {MakeCodec(with_mac), true},
        {MakeCodec(ignored), false},       {MakeCodec(XmlMerchant()), false},
    };
  }();
  return codecs;
}

inline absl::Status CheckVerified(const Answer& answer,
                                  const complaint::v1::ReplyResponse& response) {
  const complaint::v1::ReplyRequest request = SampleRequest();
  const bool echoed = response.isspid() == request.isspid() &&
                      response.transaction_id() == request.transaction_id() &&
                      response.seller_account() == request.seller_account() &&
                      response.complaint_id() == request.complaint_id();
  if (!echoed) return Broken("the answer to another request is verified");
  if (!answer.fault.empty()) return Broken("a verified answer has a fault");
  if (answer.result.id != response.result().id() ||
      answer.result.comment != response.result().comment()) {
    return Broken("the result is not the response's");
  }
  if (!CountCodePoints(answer.result.id + answer.result.comment)) {
    return Broken("the result is not UTF-8");
  }
  return absl::OkStatus();
}

// MessageCodec::Decode on anything, by every wire: what it verifies answers the request, and where
// answers are signed, it is the answer that the holder of the key made ("0000", "回复成功").
inline absl::Status CheckAnswer(std::string_view body) {
  for (const AnswerCodec& wire : AnswerCodecs()) {
    complaint::v1::ReplyResponse response;
    const Answer answer = wire.codec.Decode(body, SampleRequest(), response);
    if (answer.trust != Answer::Trust::kVerified) {
      if (answer.fault.empty()) return Broken("nobody says why an answer is not verified");
      continue;
    }
    if (absl::Status status = CheckVerified(answer, response); !status.ok()) return status;
    if (wire.is_signed && (answer.result.id != "0000" || answer.result.comment != "回复成功")) {
      return Broken("a forged answer is verified");
    }
  }
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_ANSWER_CHECK_H_
