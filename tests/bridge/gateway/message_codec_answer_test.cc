#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/message_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes
using testing::HasSubstr;
using testing::StartsWith;

using Trust = Answer::Trust;

Merchant With(Merchant merchant, AnswerSign answer_sign) {
  merchant.mutable_signature()->set_answer_sign(answer_sign);
  return merchant;
}

// What came of an answer, in one line.
std::string Verdict(const Decoded& decoded) {
  switch (decoded.answer.trust) {
    case Trust::kForeign:
      return "foreign: " + decoded.answer.fault;
    case Trust::kUnverified:
      return "unverified: " + decoded.answer.fault;
    case Trust::kVerified:
      return absl::StrCat("verified", decoded.answer.fault, " ", decoded.answer.result.id, " ",
                          decoded.answer.result.comment);
  }
  return "";
}

std::string VerdictOn(const Merchant& merchant, std::string_view body) {
  return Verdict(DecodeAnswer(merchant, body));
}

constexpr char kBelieved[] = "verified 0000 回复成功";

TEST(Decode, VerifiesEveryAnswerOfTheVectors) {
  int answers = 0;
  for (const SignVector& vector : SignVectors()) {
    if (vector.IsRequest()) continue;
    complaint::v1::ReplyResponse response;
    const Answer answer =
        MakeCodec(vector.Merchant()).Decode(vector.Signed(), RequestOf(vector), response);
    EXPECT_EQ(Verdict({answer, response}), kBelieved) << vector.name;
    EXPECT_EQ(response.transaction_id(), RequestOf(vector).transaction_id());
    EXPECT_EQ(response.result().comment(), "回复成功");
    ++answers;
  }
  EXPECT_EQ(answers, 28);
}

TEST(Decode, VerifiesAnAnswerWhereverItsSignStands) {
  for (const SignVector& vector : SignVectors()) {
    if (vector.IsRequest()) continue;
    const MessageCodec codec = MakeCodec(vector.Merchant());
    for (size_t index = 0; index < 6; ++index) {
      complaint::v1::ReplyResponse response;
      EXPECT_EQ(codec.Decode(vector.SignedBefore(index), RequestOf(vector), response).trust,
                Trust::kVerified)
          << vector.name << " before member " << index;
    }
  }
}

TEST(Decode, DoesNotVerifyThePlaceholderOfThePage) {
  EXPECT_EQ(VerdictOn(JsonMerchant(), ReadVector("samples/response.json")),
            "unverified: answer: its signature does not verify");
  EXPECT_EQ(
      VerdictOn(With(JsonMerchant(), ANSWER_SIGN_IGNORED), ReadVector("samples/response.json")),
      kBelieved);
}

TEST(Decode, BelievesASecondKey) {
  const struct {
    Merchant merchant;
    std::string answer;
  } rows[] = {{JsonMerchant(), WithSign(JsonMerchant(), kAnswerJson)},
              {XmlFormMerchant(), WithMac(ReadVector("samples/response.xml"))}};
  for (const auto& [merchant, answer] : rows) {
    for (const char* second : {kKey, "a third key", ""}) {
      const auto codec =
          MessageCodec::Make(ReplyPlan(), merchant, "the new key", SharedGbk(), second);
      ASSERT_TRUE(codec.ok()) << codec.status();
      complaint::v1::ReplyResponse response;
      const Answer judged = codec->Decode(answer, SampleRequest(), response);
      EXPECT_EQ(judged.trust, second == kKey ? Trust::kVerified : Trust::kUnverified)
          << answer << " by " << second;
    }
  }
}

TEST(Decode, ReadsThePagesXml) {
  const Decoded decoded = DecodeAnswer(XmlMerchant(), ReadVector("samples/response.xml"));
  EXPECT_EQ(Verdict(decoded), kBelieved);
  EXPECT_EQ(decoded.response.isspid(), "39493002");
  EXPECT_EQ(decoded.response.result().comment(), "回复成功");
}

TEST(Decode, ReadsUtf8XmlWhereItIsDeclared) {
  const std::string utf8 = Replaced(*SharedGbk()->Decode(ReadVector("samples/response.xml")),
                                    "encoding=\"GBK\"", "encoding=\"UTF-8\"");
  EXPECT_EQ(VerdictOn(XmlMerchant(), utf8), kBelieved);
}

TEST(Decode, ReadsGbkJson) {
  const std::string answer = Replaced(kAnswerJson, "回复成功", "乗\\\"乚亅回");
  const std::string body = *SharedGbk()->Encode(WithSign(GbkJsonMerchant(), answer));
  EXPECT_EQ(VerdictOn(GbkJsonMerchant(), body), "verified 0000 乗\"乚亅回");
}

TEST(Decode, ReadsWhatOtherGbkImplementationsWrite) {
  const std::string answer = Replaced(kAnswerJson, "回复成功", "€€😀");
  const std::string text = WithSign(GbkJsonMerchant(), answer);
  const std::string body = absl::StrReplaceAll(text, {{"€€😀", "\x80\xA2\xE3\x94\x39\xFC\x36"}});
  EXPECT_EQ(VerdictOn(GbkJsonMerchant(), body), "verified 0000 €€😀");
}

TEST(Decode, GivesTheResultOfAFailure) {
  const std::string answer = Replaced(kAnswerJson, R"("id":"0000","comment":"回复成功")",
                                      R"("id":"2001","comment":"投诉单不存在")");
  const Decoded decoded = DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), answer));
  EXPECT_EQ(Verdict(decoded), "verified 2001 投诉单不存在");
  EXPECT_EQ(decoded.response.result().id(), "2001");
}

TEST(Decode, CallsForeignWhatIsNoMessageOfTheGateways) {
  const std::string_view bodies[] = {"",
                                     " ",
                                     "<html><body>502 Bad Gateway</body></html>",
                                     "<!DOCTYPE html><html></html>",
                                     "OK",
                                     "null",
                                     "[]",
                                     "{}",
                                     "{\"error\":\"x\"}",
                                     "\xFF\xFE",
                                     "<business_trans/>",
                                     "<business_trans><error>1</error></business_trans>",
                                     "a=1&b=2",
                                     "xml=&mac=",
                                     "data="};
  for (const Merchant& merchant :
       {JsonMerchant(), GbkJsonMerchant(), JsonFormMerchant(), XmlMerchant(), XmlFormMerchant()}) {
    for (const std::string_view body : bodies) {
      EXPECT_THAT(VerdictOn(merchant, body), StartsWith("foreign: ")) << body;
    }
  }
}

TEST(Decode, SaysWhyAnAnswerIsNotVerifiedAndWhatItSays) {
  const Decoded decoded = DecodeAnswer(JsonMerchant(), kAnswerJson);
  EXPECT_EQ(Verdict(decoded), "unverified: answer: is not signed");
  EXPECT_EQ(decoded.answer.result.id, "0000");
  EXPECT_EQ(decoded.answer.result.comment, "回复成功");
}

TEST(Decode, DoesNotVerifyAnotherResponseType) {
  for (const std::string type : {"risk_complaints_list_response", "x"}) {
    const std::string answer = Replaced(kAnswerJson, "risk_complaints_resp_response", type);
    EXPECT_EQ(VerdictOn(JsonMerchant(), WithSign(JsonMerchant(), answer)),
              "unverified: answer: response_type is not the one documented");
    const std::string xml =
        Replaced(ReadVector("samples/response.xml"), "risk_complaints_resp_response", type);
    EXPECT_EQ(VerdictOn(XmlMerchant(), xml),
              "unverified: answer: response_type is not the one documented");
  }
}

TEST(Decode, DoesNotVerifyAnAnswerToAnotherRequest) {
  const struct {
    std::string node, value;
  } echoes[] = {{"isspid", "39493002"},
                {"transaction_id", "resp202406170000000001"},
                {"seller_account", "66660000000000001"},
                {"complaint_id", "200201820200101080076610000"}};
  for (const auto& echo : echoes) {
    const std::string fault = "unverified: answer: " + echo.node + " is not the request's";
    const std::string json =
        Replaced(kAnswerJson, "\"" + echo.value + "\"", "\"" + echo.value + "1\"");
    EXPECT_EQ(VerdictOn(JsonMerchant(), WithSign(JsonMerchant(), json)), fault);
    const std::string xml = Replaced(ReadVector("samples/response.xml"), ">" + echo.value + "<",
                                     ">" + echo.value + "1<");
    EXPECT_EQ(VerdictOn(XmlMerchant(), xml), fault);
    EXPECT_EQ(VerdictOn(XmlFormMerchant(), WithMac(xml)), fault);
  }
}

TEST(Decode, DoesNotVerifyKnownNodesThatStandThereTwice) {
  const std::string json =
      Replaced(kAnswerJson, "\"result\"", R"("result":{"id":"9999","comment":""},"result")");
  EXPECT_EQ(VerdictOn(JsonMerchant(), WithSign(JsonMerchant(), json)),
            "unverified: answer: result stands there twice");
  const std::string xml =
      Replaced(ReadVector("samples/response.xml"), "<id>0000</id>", "<id>0000</id><id>9999</id>");
  EXPECT_EQ(VerdictOn(XmlMerchant(), xml), "unverified: answer: id stands there twice");
}

// What an answer shows as its sign, and whether it is believed under each setting.
struct Shown {
  std::string name;
  std::string body;
  bool required, if_present;
};

void ExpectBelief(const Merchant& merchant, const Shown& shown) {
  SCOPED_TRACE(shown.name);
  const auto believed = [&](AnswerSign setting) {
    return VerdictOn(With(merchant, setting), shown.body) == kBelieved;
  };
  EXPECT_EQ(believed(ANSWER_SIGN_REQUIRED), shown.required);
  EXPECT_EQ(believed(ANSWER_SIGN_IF_PRESENT), shown.if_present);
  EXPECT_TRUE(believed(ANSWER_SIGN_IGNORED));
}

TEST(Decode, BelievesJsonBySignAndSetting) {
  const std::string body(kAnswerJson.substr(0, kAnswerJson.size() - 1));
  const std::string sign = ReadJson(WithSign(JsonMerchant(), kAnswerJson))->children.back().text;
  const std::string good = "\"sign\":\"" + sign + "\"";
  const std::string wrong = Replaced(good, sign, std::string(32, '0'));
  const std::string null = "\"sign\":null";
  const Shown rows[] = {
      {"good", body + "," + good + "}", true, true},
      {"lower case", body + ",\"sign\":\"" + absl::AsciiStrToLower(sign) + "\"}", true, true},
      {"escaped name", body + ",\"\\u0073ign\":\"" + sign + "\"}", true, true},
      {"none", body + "}", false, true},
      {"another name", body + ",\"Sign\":\"" + sign + "\"}", false, true},
      {"null", body + "," + null + "}", false, true},
      {"empty", body + ",\"sign\":\"\"}", false, true},
      {"wrong", body + "," + wrong + "}", false, false},
      {"cut", body + ",\"sign\":\"" + sign.substr(1) + "\"}", false, false},
      {"with white space", body + ",\"sign\":\" " + sign + "\\r\\n\"}", true, true},
      {"number", body + ",\"sign\":0}", false, false},
      {"object", body + ",\"sign\":{}}", false, false},
      {"array", body + ",\"sign\":[\"" + sign + "\"]}", false, false},
      {"twice", body + "," + good + "," + good + "}", true, true},
      {"wrong, good", body + "," + wrong + "," + good + "}", false, false},
      {"good, wrong", body + "," + good + "," + wrong + "}", false, false},
      {"null, good", body + "," + null + "," + good + "}", true, true},
      {"good, null", body + "," + good + "," + null + "}", true, true},
      {"null, null", body + "," + null + "," + null + "}", false, true},
  };
  for (const Shown& shown : rows) ExpectBelief(JsonMerchant(), shown);
}

TEST(Decode, BelievesXmlByMacAndSetting) {
  const std::string xml = ReadVector("samples/response.xml");
  const std::string good = WithMac(xml);
  const std::string form = good.substr(0, good.find("&mac="));
  const std::string mac = good.substr(good.find("&mac="));
  const std::string wrong = "&mac=" + std::string(32, '0');
  const Shown rows[] = {
      {"good", good, true, true},
      {"mac first", mac.substr(1) + "&" + form, true, true},
      {"upper case", form + "&mac=" + Upper(mac.substr(5)), true, true},
      {"other fields", "a=1&" + form + "&b=%zz" + mac, true, true},
      {"none", form, false, true},
      {"empty", form + "&mac=", false, true},
      {"bare", xml, false, true},
      {"wrong", form + wrong, false, false},
      {"twice", good + mac, false, false},
      {"good, wrong", good + wrong, false, false},
      {"wrong, good", form + wrong + mac, false, false},
      {"bad percent code", form + "&mac=%zz", false, false},
  };
  for (const Shown& shown : rows) ExpectBelief(XmlFormMerchant(), shown);
}

TEST(Decode, RequiresSignsOfJsonByDefaultAndNoMacs) {
  EXPECT_EQ(VerdictOn(JsonMerchant(), kAnswerJson), "unverified: answer: is not signed");
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), ReadVector("samples/response.xml")), kBelieved);
}

TEST(Decode, VerifiesTheMacOfTheBytesAndNotOfTheText) {
  const std::string xml = ReadVector("samples/response.xml");
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), WithMac(xml)), kBelieved);
  const std::string spaced = Replaced(xml, "<result>", "<result> ");
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), Replaced(WithMac(xml), "%3Cresult%3E", "%3Cresult%3E+")),
            "unverified: answer: its signature does not verify");
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), WithMac(spaced)), kBelieved);
}

TEST(Decode, TakesFormsAndBareAnswersWhereFormsAreSent) {
  const std::string answer = WithSign(JsonMerchant(), kAnswerJson);
  std::string form;
  AppendFormField("data", answer, form);
  EXPECT_EQ(VerdictOn(JsonFormMerchant(), form), kBelieved);
  EXPECT_EQ(VerdictOn(JsonFormMerchant(), "a=b&" + form + "&c=d"), kBelieved);
  EXPECT_EQ(VerdictOn(JsonFormMerchant(), answer), kBelieved);
  EXPECT_EQ(VerdictOn(JsonFormMerchant(), " \r\n" + answer), kBelieved);
}

TEST(Decode, TakesBareAnswersThatHoldWhatLooksLikeAField) {
  const std::string answer = Replaced(kAnswerJson, "\"result\"", R"("url":"?a=1&data=2","result")");
  EXPECT_EQ(VerdictOn(JsonFormMerchant(), WithSign(JsonMerchant(), answer)), kBelieved);
  const std::string xml = Replaced(ReadVector("samples/response.xml"), "<result>",
                                   "<url><![CDATA[?a=1&xml=2]]></url><result>");
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), xml), kBelieved);
  EXPECT_EQ(VerdictOn(XmlFormMerchant(), "\xEF\xBB\xBF\n" + xml), kBelieved);
}

TEST(Decode, TakesAFormWhereMessagesAreSentByItsSignAlone) {
  std::string form;
  AppendFormField("data", WithSign(JsonMerchant(), kAnswerJson), form);
  EXPECT_EQ(VerdictOn(JsonMerchant(), form), kBelieved);
  EXPECT_EQ(VerdictOn(XmlMerchant(), WithMac(ReadVector("samples/response.xml"))),
            "unverified: answer: is a form, without wire.xml_form_with_mac");
}

TEST(Decode, DoesNotTakeOneFormatForTheOther) {
  EXPECT_EQ(VerdictOn(XmlMerchant(), WithSign(JsonMerchant(), kAnswerJson)),
            "unverified: answer: is not in wire.format");
  EXPECT_EQ(VerdictOn(JsonMerchant(), ReadVector("samples/response.xml")),
            "unverified: answer: is not in wire.format");
}

TEST(Decode, TakesNoFormWhoseMessageStandsThereTwice) {
  const std::string form = WithMac(ReadVector("samples/response.xml"));
  EXPECT_THAT(VerdictOn(XmlFormMerchant(), form + "&xml=x"), StartsWith("foreign: "));
}

TEST(Decode, VerifiesAPrettyPrintedBodyWhereverItsSignStands) {
  Merchant merchant = JsonMerchant();
  merchant.mutable_signature()->set_canonical(CANONICAL_BODY);
  std::string pretty =
      absl::StrReplaceAll(std::string(kAnswerJson), {{",\"", ",\r\n  \""}, {":", " : "}});
  pretty = "{\r\n  " + pretty.substr(1, pretty.size() - 2) + "\r\n}\n";
  const std::string sign = "\"sign\" : \"" + Upper(Md5Lower(kKey + pretty + kKey)) + "\"";
  EXPECT_EQ(
      VerdictOn(merchant, Replaced(pretty, "\"response_type\"", sign + ",\r\n  \"response_type\"")),
      kBelieved);
  EXPECT_EQ(VerdictOn(merchant, Replaced(pretty, "\"result\"", sign + ",\r\n  \"result\"")),
            kBelieved);
  EXPECT_EQ(VerdictOn(merchant, Replaced(pretty, "\r\n}\n", ",\r\n  " + sign + "\r\n}\n")),
            kBelieved);
  EXPECT_EQ(VerdictOn(merchant, Replaced(pretty, "\r\n}\n", ",\r\n  " + sign + "\n}\n")),
            "unverified: answer: its signature does not verify");
}

// The sign of such a scheme vouches for nothing that is nested, the result first of all.
TEST(Decode, BelievesAnyResultWhereTheSchemeSkipsNestedNodes) {
  Merchant merchant = JsonMerchant();
  merchant.mutable_signature()->set_nested(NESTED_SKIP);
  const std::string answer = WithSign(merchant, kAnswerJson);
  EXPECT_EQ(VerdictOn(merchant, Replaced(answer, "\"0000\"", "\"9999\"")),
            "verified 9999 回复成功");
}

TEST(Decode, NeverSaysWhatTheAnswerHolds) {
  for (const std::string& body : {Replaced(kAnswerJson, "39493002", "SECRET"),
                                  Replaced(kAnswerJson, "\"39493002\"", "SECRET"),
                                  Replaced(kAnswerJson, "risk_complaints_resp_response", "SECRET"),
                                  std::string("{\"response_type\":\"\",\"sign\":\"SECRET\"}")}) {
    EXPECT_THAT(DecodeAnswer(JsonMerchant(), body).answer.fault, testing::Not(HasSubstr("SECRET")));
    EXPECT_THAT(DecodeAnswer(With(JsonMerchant(), ANSWER_SIGN_IGNORED), body).answer.fault,
                testing::Not(HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
