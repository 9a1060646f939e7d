#include "bridge/gateway/message/redaction.h"

#include <google/protobuf/descriptor.h>

#include <gtest/gtest.h>

#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/wire/v1/wire.pb.h"

namespace imageco::bridge::gateway {
namespace {

complaint::v1::ReplyRequest RequestWithTexts() {
  complaint::v1::ReplyRequest request;
  request.set_transaction_id("order-1");
  request.set_response_content("您的订单已经退款");
  request.add_response_images("image-1");
  request.mutable_jump_link()->set_url("https://shop.example/1");
  request.mutable_jump_link()->set_text("abc");
  return request;
}

TEST(RedactionTest, PutsTheFieldInPlaceOfItsText) {
  EXPECT_EQ(WithoutTextsOf(RequestWithTexts(),
                           "含违规词：您的订单已经退款，您的订单已经退款 https://shop.example/1?x"),
            "含违规词：[response_content]，[response_content] [jump_link.url]?x");
}

TEST(RedactionTest, LeavesIdsAndWhatIsTooShortToMean) {
  EXPECT_EQ(WithoutTextsOf(RequestWithTexts(), "order-1 image-1 abc"), "order-1 image-1 abc");
}

TEST(RedactionTest, LeavesWhatRepeatsNothing) {
  EXPECT_EQ(WithoutTextsOf(RequestWithTexts(), "签名错误"), "签名错误");
  EXPECT_EQ(WithoutTextsOf(complaint::v1::ReplyRequest(), "签名错误"), "签名错误");
  EXPECT_EQ(WithoutTextsOf(RequestWithTexts(), ""), "");
}

// Calls `look` for every text of a request.
template <typename Look>
void ForEachText(const google::protobuf::Descriptor& message, Look look) {
  for (int i = 0; i < message.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *message.field(i);
    if (field.message_type() != nullptr) ForEachText(*field.message_type(), look);
    if (field.type() == google::protobuf::FieldDescriptor::TYPE_STRING) look(field);
  }
}

TEST(RedactionTest, KnowsOfEveryTextOfARequestWhetherItIsASecret) {
  int secrets = 0;
  ForEachText(*complaint::v1::ReplyRequest::descriptor(),
              [&secrets](const google::protobuf::FieldDescriptor& field) {
                const wire::v1::Field& rule = field.options().GetExtension(wire::v1::field);
                EXPECT_NE(rule.secret(), rule.identifier()) << field.full_name();
                secrets += rule.secret() ? 1 : 0;
              });
  EXPECT_EQ(secrets, 3);
}

}  // namespace
}  // namespace imageco::bridge::gateway
