// "The interface will gain new nodes as the business is upgraded: parse answers so that unknown new
// nodes cause no error" (the vendor's page, twice).

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using Kind = Node::Kind;

// New members, set apart by commas.
const std::vector<std::string>& NewMembers() {
  static const auto& members = *new std::vector<std::string>{
      R"("new":null)",
      R"("new":true)",
      R"("new":-0.0e-99999)",
      "\"new\":" + Times("9", 5000),
      R"("new":"")",
      R"("new":"x\"}],\\\u0000\ud83d\ude00€")",
      R"("new":{})",
      R"("new":[])",
      "\"new\":" + Times("[", 60) + Times("]", 60),
      "\"new\":" + Times("{\"a\":", 60) + "1" + Times("}", 60),
      R"("new":{"id":"9999","result":{"id":"9999"},"sign":"x","isspid":"1"})",
      R"("new":[{"id":"9999"},null,1,"a",[{}]])",
      R"("new":1,"new":"2","new":null)",
      R"("":0,"\u0000":1," ":2,"节点":3)",
      R"("Sign":"x","sign ":"x","SIGN":null)",
      R"("Result":{"id":"9999"},"result_id":"9999","response_types":"x")",
      "\"new\"\r\n\t : \r\n{ \"a\" :\t[ ] }",
  };
  return members;
}

// New elements and what else may stand between elements.
const std::vector<std::string>& NewElements() {
  static const auto& elements = *new std::vector<std::string>{
      "<new/>",
      "<new></new>",
      "<new>x</new>",
      "<new a=\"1\" b='<>&amp;'>x</new>",
      "<new>mixed<a>1</a>content<b/>&amp;&#128512;</new>",
      "<new><![CDATA[&#0;&#xFFFE;<id>9999</id>]]]]><![CDATA[>]]></new>",
      "<!-- <id>9999</id> &#0; - -->",
      "<?target <id>9999</id> &#0; ?>",
      "<new>" + Times("9", 5000) + "</new>",
      Times("<a>", 60) + Times("</a>", 60),
      "<new>1</new><new>2</new><new/>",
      "<new><result><id>9999</id></result><isspid>1</isspid></new>",
      "<sign>x</sign><mac>x</mac><Result/><ID>9999</ID>",
      "<x:new xmlns:x=\"urn:x\">1</x:new>",
      "stray text &lt;",
      "<new>\x81\x5D\x80\x94\x39\xFC\x36</new>",
  };
  return elements;
}

// Where a member may be added to `object`.
void CollectPlaces(const Node& object, std::vector<size_t>& places) {
  for (const Node& member : object.children) {
    places.push_back(member.member.begin);
    if (member.kind == Kind::kObject) CollectPlaces(member, places);
  }
}

std::vector<size_t> PlacesInJson() {
  std::vector<size_t> places;
  CollectPlaces(*ReadJson(kAnswerJson), places);
  return places;
}

// Where an element may be added: between the lines.
std::vector<size_t> PlacesInXml(std::string_view xml) {
  std::vector<size_t> places;
  for (size_t at = xml.find("<response_type>"); at < xml.size(); at = xml.find('\n', at) + 1) {
    places.push_back(at);
  }
  places.pop_back();  // behind the root
  return places;
}

void ExpectSampleResult(const Decoded& decoded) {
  EXPECT_EQ(decoded.answer.trust, Answer::Trust::kVerified) << decoded.answer.fault;
  EXPECT_EQ(decoded.answer.result.id, "0000");
  EXPECT_EQ(decoded.answer.result.comment, "回复成功");
  EXPECT_EQ(decoded.response.transaction_id(), "resp202406170000000001");
  EXPECT_EQ(decoded.response.result().comment(), "回复成功");
}

void ExpectNoChange(const config::v1::Merchant& merchant, const std::string& body) {
  SCOPED_TRACE(body);
  const Decoded decoded = DecodeAnswer(merchant, body);
  ExpectSampleResult(decoded);
  EXPECT_EQ(decoded.response.SerializeAsString(),
            DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), kAnswerJson))
                .response.SerializeAsString());
}

TEST(NewNodes, ChangeNothingAnywhereInJson) {
  for (const std::string& members : NewMembers()) {
    for (const size_t place : PlacesInJson()) {
      const std::string answer = std::string(kAnswerJson).insert(place, members + ",");
      ExpectNoChange(JsonMerchant(), WithSign(JsonMerchant(), answer));
    }
  }
}

TEST(NewNodes, ChangeNothingBehindTheLastMember) {
  for (const std::string& members : NewMembers()) {
    const std::string answer = WithSign(JsonMerchant(), kAnswerJson);
    std::string behind_result = std::string(kAnswerJson);
    behind_result.insert(behind_result.size() - 1, "," + members);
    std::string in_result = std::string(kAnswerJson);
    in_result.insert(in_result.size() - 2, "," + members);
    ExpectNoChange(JsonMerchant(), WithSign(JsonMerchant(), behind_result));
    ExpectNoChange(JsonMerchant(), WithSign(JsonMerchant(), in_result));
  }
}

TEST(NewNodes, ChangeNothingUnderAnyScheme) {
  for (const SignVector& vector : SignVectors()) {
    const config::v1::Merchant merchant = vector.Merchant();
    for (const std::string& members : NewMembers()) {
      // What is signed as GBK can hold nothing else.
      const bool gbk = vector.scheme.charset() == config::v1::CHARSET_GBK;
      if (gbk && !SharedGbk()->Encode(members).ok()) continue;
      if (gbk && members.find("\\ud83d") != std::string::npos) continue;
      const std::string answer = Replaced(kAnswerJson, "\"id\"", members + ",\"id\"");
      ExpectNoChange(merchant, WithSign(merchant, answer));
    }
  }
}

TEST(NewNodes, ChangeNothingAnywhereInXml) {
  const std::string xml = ReadVector("samples/response.xml");
  for (const std::string& elements : NewElements()) {
    for (const size_t place : PlacesInXml(xml)) {
      const std::string answer = std::string(xml).insert(place, elements);
      ExpectNoChange(XmlMerchant(), answer);
      ExpectNoChange(XmlFormMerchant(), WithMac(answer));
    }
  }
}

TEST(NewNodes, ChangeNothingAsAttributesOfKnownElements) {
  const std::string xml = ReadVector("samples/response.xml");
  for (const std::string element : {"business_trans", "response_type", "isspid", "result", "id"}) {
    ExpectNoChange(XmlMerchant(),
                   Replaced(xml, "<" + element + ">", "<" + element + " new=\"9999\" id='>&lt;'>"));
  }
}

TEST(NewNodes, ChangeNothingInTheTextOfKnownElements) {
  const std::string xml = ReadVector("samples/response.xml");
  ExpectNoChange(XmlMerchant(), Replaced(xml, "<comment>", "<comment>\r\n\t"));
  for (const std::string text :
       {"<![CDATA[0000]]>", "0<!-- 1 -->000", "0<?a b?>000", "&#48;&#x30;00", "00<![CDATA[00]]>"}) {
    ExpectNoChange(XmlMerchant(), Replaced(xml, "<id>0000</id>", "<id>" + text + "</id>"));
  }
}

TEST(NewNodes, ChangeNothingWhereTheyAreMany) {
  std::string members;
  std::string elements;
  for (int i = 0; i < 2000; ++i) {
    members += absl::StrCat("\"new", i, "\":{\"id\":\"9999\"},");
    elements += absl::StrCat("<new", i, "><id>9999</id></new", i, ">");
  }
  ExpectNoChange(JsonMerchant(), WithSign(JsonMerchant(), Replaced(kAnswerJson, "\"isspid\"",
                                                                   members + "\"isspid\"")));
  ExpectNoChange(XmlMerchant(),
                 Replaced(ReadVector("samples/response.xml"), "<isspid>", elements + "<isspid>"));
}

}  // namespace
}  // namespace imageco::bridge::gateway
