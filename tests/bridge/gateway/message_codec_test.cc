#include "bridge/gateway/message_codec.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes
using complaint::v1::ReplyRequest;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Merchant With(Merchant merchant, NotInGbk not_in_gbk) {
  merchant.mutable_wire()->set_not_in_gbk(not_in_gbk);
  return merchant;
}

Merchant Requiring(Merchant merchant) {
  merchant.mutable_signature()->set_answer_sign(ANSWER_SIGN_REQUIRED);
  return merchant;
}

std::string FaultOfMake(const Merchant& merchant, const std::string& key = kKey,
                        const Plan& plan = ReplyPlan()) {
  return std::string(MessageCodec::Make(plan, merchant, key, SharedGbk()).status().message());
}

std::string Encode(const Merchant& merchant, const ReplyRequest& request = SampleRequest()) {
  const absl::StatusOr<std::string> body = MakeCodec(merchant).Encode(request);
  return body.ok() ? *body : std::string(body.status().message());
}

ReplyRequest RequestWith(const std::string& content) {
  ReplyRequest request = SampleRequest();
  request.set_response_content(content);
  return request;
}

// `xml` without white space between its elements.
std::string WithoutSpaceBetween(std::string xml) {
  return absl::StrReplaceAll(xml, {{">\r\n<", "><"}, {">\n<", "><"}});
}

TEST(MakeMessageCodec, WantsAKeyWhereSomethingIsSigned) {
  const std::string fault = "signature.key_file: the key is empty";
  EXPECT_EQ(FaultOfMake(JsonMerchant(), ""), fault);
  EXPECT_EQ(FaultOfMake(GbkJsonMerchant(), ""), fault);
  EXPECT_EQ(FaultOfMake(XmlFormMerchant(), ""), fault);
  EXPECT_EQ(FaultOfMake(XmlMerchant(), ""), "");
}

TEST(MakeMessageCodec, WantsASystemIdThatTheWireCanCarry) {
  const struct {
    std::string system_id, fault;
  } rows[] = {
      {"8", ""},
      {"8888", ""},
      {"一二三四", ""},
      {"", "system_id: is empty"},
      {"88888", "system_id: longer than 4 characters"},
      {"一二三四五", "system_id: longer than 4 characters"},
      {"€", "system_id: is not in GBK"},
      {"\xFF", "system_id: is not in GBK"},
  };
  for (const auto& row : rows) {
    Merchant merchant = JsonMerchant();
    merchant.set_system_id(row.system_id);
    EXPECT_EQ(FaultOfMake(merchant), row.fault) << row.system_id;
  }
}

TEST(MakeMessageCodec, WantsConfiguredNodesToBeSettings) {
  google::protobuf::FileDescriptorProto proto;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(name: 't.proto' syntax: 'proto3' message_type { name: 'Q'
           field { name: 'a' number: 1 type: TYPE_STRING label: LABEL_OPTIONAL options {
             [imageco.wire.v1.field] { required: true echoed: true result_part: RESULT_PART_ID }
           } } } service {
           name: 'S' method { name: 'M' input_type: '.Q' output_type: '.Q' options {
             [imageco.wire.v1.method] {
               request_type: 'q' response_type: 'a' configured { name: 'terminal_id' }
             } } } })",
      &proto));
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto plan = Plan::Compile(*pool.BuildFile(proto)->service(0)->method(0));
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(FaultOfMake(JsonMerchant(), kKey, **plan), "terminal_id: is no setting");
}

// Bare XML has nothing that could be required.
TEST(MakeMessageCodec, RefusesToRequireSignsOfAnswersThatHaveNone) {
  EXPECT_EQ(FaultOfMake(Requiring(XmlMerchant())), "signature.answer_sign: bare XML is not signed");
  EXPECT_EQ(FaultOfMake(Requiring(XmlFormMerchant())), "");
}

TEST(MessageCodec, HasTheContentTypeOfItsWire) {
  EXPECT_EQ(MakeCodec(JsonMerchant()).content_type(), "application/json; charset=UTF-8");
  EXPECT_EQ(MakeCodec(GbkJsonMerchant()).content_type(), "application/json; charset=GBK");
  EXPECT_EQ(MakeCodec(XmlMerchant()).content_type(), "application/xml; charset=GBK");
  EXPECT_EQ(MakeCodec(JsonFormMerchant()).content_type(), "application/x-www-form-urlencoded");
  EXPECT_EQ(MakeCodec(XmlFormMerchant()).content_type(), "application/x-www-form-urlencoded");
  for (Merchant merchant : {JsonMerchant(), XmlMerchant(), JsonFormMerchant()}) {
    merchant.mutable_wire()->set_content_type("text/plain");
    EXPECT_EQ(MakeCodec(merchant).content_type(), "text/plain");
  }
}

TEST(MessageCodec, HasTheTextRulesOfItsWire) {
  const auto signed_as_gbk = [](Merchant merchant, Canonical canonical) {
    merchant.mutable_signature()->set_charset(CHARSET_GBK);
    merchant.mutable_signature()->set_canonical(canonical);
    return merchant;
  };
  const struct {
    Merchant merchant;
    bool xml, gbk, escape;
  } rows[] = {
      {JsonMerchant(), false, false, false},
      {With(JsonMerchant(), NOT_IN_GBK_ESCAPE), false, false, false},
      {GbkJsonMerchant(), false, true, false},
      {With(GbkJsonMerchant(), NOT_IN_GBK_REJECT), false, true, false},
      {With(GbkJsonMerchant(), NOT_IN_GBK_ESCAPE), false, true, true},
      {XmlMerchant(), true, true, false},
      {With(XmlMerchant(), NOT_IN_GBK_ESCAPE), true, true, true},
      {With(XmlFormMerchant(), NOT_IN_GBK_ESCAPE), true, true, true},
      // What is signed as GBK has to be in GBK, unless it is the body that holds the escapes.
      {signed_as_gbk(JsonMerchant(), CANONICAL_SORTED_PAIRS), false, true, false},
      {signed_as_gbk(JsonMerchant(), CANONICAL_BODY), false, true, false},
      {With(signed_as_gbk(JsonMerchant(), CANONICAL_BODY), NOT_IN_GBK_ESCAPE), false, true, false},
      {With(signed_as_gbk(GbkJsonMerchant(), CANONICAL_SORTED_PAIRS), NOT_IN_GBK_ESCAPE), false,
       true, false},
      {With(signed_as_gbk(GbkJsonMerchant(), CANONICAL_BODY), NOT_IN_GBK_ESCAPE), false, true,
       true},
      // The mac is made of bytes.
      {With(signed_as_gbk(XmlFormMerchant(), CANONICAL_SORTED_PAIRS), NOT_IN_GBK_ESCAPE), true,
       true, true},
  };
  for (const auto& row : rows) {
    const MessageCodec codec = MakeCodec(row.merchant);
    SCOPED_TRACE(row.merchant.ShortDebugString());
    EXPECT_EQ(codec.text_rules().xml, row.xml);
    EXPECT_EQ(codec.text_rules().gbk != nullptr, row.gbk);
    EXPECT_EQ(codec.text_rules().escape_not_in_gbk, row.escape);
  }
}

TEST(Encode, WritesThePagesJsonByteForByteButTheSign) {
  constexpr std::string_view kPairs =
      "complaint_id=200201820200101080076610000&isspid=39493002&jump_url=https://www.xxx.com/aaaa"
      "&jump_url_text=查看订单详情&request_type=risk_complaints_resp_request"
      "&response_content=已与用户沟通解决&response_images=file752398_7983424|file752399_7983425"
      "&seller_account=66660000000000001&system_id=8888&transaction_id=resp202406170000000001"
      "&key=TESTKEY0123456789abcdef";
  EXPECT_EQ(Encode(JsonMerchant()),
            Replaced(ReadVector("samples/request.json"), "2EB4051F33C84719D59E0F5EADACF5D2",
                     Upper(Md5Lower(kPairs))));
}

TEST(Encode, WritesThePagesXmlButWhiteSpaceBetweenElements) {
  EXPECT_EQ(WithoutSpaceBetween(Encode(XmlMerchant())),
            WithoutSpaceBetween(ReadVector("samples/request.xml")));
}

TEST(Encode, SignsEveryRequestOfTheVectors) {
  int requests = 0;
  for (const SignVector& vector : SignVectors()) {
    if (!vector.IsRequest()) continue;
    EXPECT_EQ(Encode(vector.Merchant(), RequestOf(vector)), vector.Signed()) << vector.name;
    ++requests;
  }
  EXPECT_EQ(requests, 36);
}

TEST(Encode, WritesGbkJson) {
  const std::string body = Encode(GbkJsonMerchant(), RequestWith("乗\"乚亅"));
  EXPECT_THAT(body, HasSubstr("\"response_content\":\"\x81\x5C\\\"\x81\x5D\x81\x7C\","));
  EXPECT_EQ(*SharedGbk()->Decode(body), Encode(JsonMerchant(), RequestWith("乗\"乚亅")));
}

TEST(Encode, EscapesInGbkJsonWhatGbkLacksAndSignsTheText) {
  const Merchant merchant = With(GbkJsonMerchant(), NOT_IN_GBK_ESCAPE);
  const std::string text = "€⊕\u00A0😀\U000E0061";
  ASSERT_THAT(Validate(ReplyPlan(), RequestWith(text), MakeCodec(merchant).text_rules()),
              IsEmpty());
  const std::string body = Encode(merchant, RequestWith(text));
  EXPECT_THAT(body, HasSubstr(R"("\u20ac\u2295\u00a0\ud83d\ude00\udb40\udc61")"));
  const Node root = *ReadJson(*SharedGbk()->Decode(body));
  const Node plain = *ReadJson(Encode(JsonMerchant(), RequestWith(text)));
  EXPECT_EQ(root.children.back().text, plain.children.back().text);
}

TEST(Encode, SignsTheBodyWithItsEscapes) {
  Merchant merchant = With(GbkJsonMerchant(), NOT_IN_GBK_ESCAPE);
  merchant.mutable_signature()->set_canonical(CANONICAL_BODY);
  merchant.mutable_signature()->set_charset(CHARSET_GBK);
  const std::string body = Encode(merchant, RequestWith("回€"));
  const size_t sign = body.find(",\"sign\":\"");
  ASSERT_NE(sign, std::string::npos);
  EXPECT_THAT(body, HasSubstr("\"\xBB\xD8\\u20ac\""));
  EXPECT_EQ(body.substr(sign),
            ",\"sign\":\"" + Upper(Md5Lower(kKey + body.substr(0, sign) + "}" + kKey)) + "\"}");
}

TEST(Encode, RefusesWhatCannotBeSignedAsGbk) {
  Merchant merchant = JsonMerchant();
  merchant.mutable_signature()->set_charset(CHARSET_GBK);
  EXPECT_EQ(Encode(merchant, RequestWith("secret€")), "U+20AC is not in GBK");
}

TEST(Encode, EscapesInXmlWhatGbkLacks) {
  EXPECT_THAT(Encode(With(XmlMerchant(), NOT_IN_GBK_ESCAPE), RequestWith("回€😀")),
              HasSubstr("<response_content>\xBB\xD8&#8364;&#128512;</response_content>"));
}

TEST(Encode, WrapsTheLinkOfXmlInCdata) {
  ReplyRequest request = SampleRequest();
  request.mutable_jump_link()->set_url("https://h/?a=1&b=]]>");
  EXPECT_THAT(Encode(XmlMerchant(), request),
              HasSubstr("<jump_url><![CDATA[https://h/?a=1&b=]]]]><![CDATA[>]]></jump_url>"));
}

TEST(Encode, LeavesOutOptionalNodes) {
  ReplyRequest request = SampleRequest();
  request.clear_response_images();
  request.clear_jump_link();
  for (const Merchant& merchant : {JsonMerchant(), XmlMerchant()}) {
    const std::string body = Encode(merchant, request);
    EXPECT_THAT(body, testing::Not(HasSubstr("response_images")));
    EXPECT_THAT(body, testing::Not(HasSubstr("jump_url")));
  }
}

TEST(Encode, PutsJsonIntoItsFormField) {
  const std::string body = Encode(JsonFormMerchant());
  EXPECT_THAT(body, StartsWith("data=%7B%22request_type%22%3A"));
  EXPECT_EQ(FormField(body, "data"), Encode(JsonMerchant()));
}

TEST(Encode, PutsXmlIntoAFormWithItsMac) {
  const std::string body = Encode(XmlFormMerchant());
  const std::string xml = Encode(XmlMerchant());
  EXPECT_THAT(body, StartsWith("xml=%3C%3Fxml%20version"));
  EXPECT_EQ(body, WithMac(xml));
  EXPECT_EQ(FormField(body, "xml"), xml);
  EXPECT_EQ(FormField(body, "mac"), Md5Lower(kKey + xml + kKey));
}

TEST(Encode, MakesTheSameBodyEveryTime) {
  for (const Merchant& merchant : {JsonMerchant(), GbkJsonMerchant(), XmlFormMerchant()}) {
    EXPECT_EQ(Encode(merchant), Encode(merchant));
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
