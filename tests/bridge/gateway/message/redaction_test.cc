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

TEST(RedactionTest, KnowsATextHoweverItIsSpelled) {
  const std::shared_ptr<const Gbk> gbk = *Gbk::Load();
  complaint::v1::ReplyRequest request;
  request.set_response_content("退款<1>\n\"€\"😀");
  const std::string gbk_bytes = "\xCD\xCB\xBF\xEE";
  complaint::v1::ReplyRequest in_gbk;
  in_gbk.set_response_content("退款");
  EXPECT_EQ(WithoutSpelledTextsOf(in_gbk, "a" + gbk_bytes + "b", *gbk), "a[response_content]b");
  EXPECT_EQ(WithoutSpelledTextsOf(in_gbk, "%CD%CB%BF%EE", *gbk), "[response_content]");
  for (const char* spelled :
       {"退款<1>\n\"€\"😀", R"(退款<1>\n\"€\"😀)", R"(\u9000\u6b3e<1>\n\"\u20ac\"\ud83d\ude00)",
        R"(\u9000\u6B3E<1>\n\"\u20AC\"\uD83D\uDE00)", "退款&lt;1&gt;\n\"€\"😀",
        "&#36864;&#27454;&lt;1&gt;\n\"&#8364;\"&#128512;",
        "%E9%80%80%E6%AC%BE%3C1%3E%0A%22%E2%82%AC%22%F0%9F%98%80"}) {
    EXPECT_EQ(WithoutSpelledTextsOf(request, spelled, *gbk), "[response_content]") << spelled;
  }
}

TEST(RedactionTest, KnowsWhatMustBeEscapedInGbkToo) {
  const std::shared_ptr<const Gbk> gbk = *Gbk::Load();
  complaint::v1::ReplyRequest request;
  request.set_response_content("退款<1>\r\x01\b😀");
  const std::string refund = "\xCD\xCB\xBF\xEE";
  const std::string spellings[] = {refund + R"(<1>\r\u0001\b\ud83d\ude00)",
                                   refund + "&lt;1&gt;&#13;\x01\b&#128512;",
                                   R"(退款<1>\r\u0001\b😀)", "退款&lt;1&gt;&#13;\x01\b😀",
                                   R"(\u9000\u6b3e<1>\r\u0001\b\ud83d\ude00)"};
  for (const std::string& spelled : spellings) {
    EXPECT_EQ(WithoutSpelledTextsOf(request, spelled, *gbk), "[response_content]") << spelled;
  }
}

TEST(RedactionTest, MakesARequestWithoutTexts) {
  const auto without = WithoutTexts(RequestWithTexts());
  EXPECT_EQ(without->ShortDebugString(),
            "transaction_id: \"order-1\" response_content: \"[response_content]\" response_images: "
            "\"image-1\" jump_link { url: \"[jump_link.url]\" text: \"[jump_link.text]\" }");
  EXPECT_EQ(WithoutTexts(complaint::v1::ReplyRequest())->ByteSizeLong(), 0u);
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
