// Answers that are broken on the way, or made to break us: MessageCodec::Decode never takes one for
// another result.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/json_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using config::v1::Merchant;
using testing::StartsWith;
using Trust = Answer::Trust;

constexpr char kCharactersThatMatter[] = {'\0', '"', '\\', '<', '>', '&',  '#',    ';',
                                          '{',  '}', '[',  ']', ',', ':',  '%',    '+',
                                          '=',  ' ', '0',  '9', 'f', '\n', '\x80', '\xFF'};

// A codec and an answer that it verifies.
class Channel {
 public:
  Channel(const Merchant& merchant, std::string body)
      : codec_(MakeCodec(merchant)), body_(std::move(body)) {
    response_ = Decode(body_).response.SerializeAsString();
  }

  const std::string& body() const { return body_; }

  Decoded Decode(std::string_view body) const {
    Decoded decoded;
    decoded.answer = codec_.Decode(body, SampleRequest(), decoded.response);
    return decoded;
  }

  // Neither verified nor, where it is, another answer than the true one.
  bool IsSafe(std::string_view body) const {
    const Decoded decoded = Decode(body);
    if (decoded.answer.trust != Trust::kVerified) return true;
    return decoded.answer.result.id == "0000" && decoded.answer.result.comment == "回复成功" &&
           decoded.response.SerializeAsString() == response_;
  }

 private:
  MessageCodec codec_;
  std::string body_;
  std::string response_;
};

Merchant WithScheme(Merchant merchant, config::v1::Canonical canonical,
                    config::v1::Nested nested = config::v1::NESTED_UNSPECIFIED) {
  merchant.mutable_signature()->set_canonical(canonical);
  merchant.mutable_signature()->set_nested(nested);
  return merchant;
}

// Everything that is signed.
std::vector<Channel> SignedChannels() {
  std::vector<Channel> channels;
  const Merchant pairs = WithScheme(JsonMerchant(), config::v1::CANONICAL_SORTED_PAIRS);
  const Merchant flat =
      WithScheme(JsonMerchant(), config::v1::CANONICAL_SORTED_PAIRS, config::v1::NESTED_FLATTEN);
  const Merchant body = WithScheme(JsonMerchant(), config::v1::CANONICAL_BODY);
  for (const Merchant& merchant : {pairs, flat, body}) {
    channels.emplace_back(merchant, WithSign(merchant, kAnswerJson));
  }
  channels.emplace_back(GbkJsonMerchant(),
                        *SharedGbk()->Encode(WithSign(GbkJsonMerchant(), kAnswerJson)));
  channels.emplace_back(XmlFormMerchant(), WithMac(ReadVector("samples/response.xml")));
  return channels;
}

std::string Xml(std::string_view inside) {
  return Replaced(ReadVector("samples/response.xml"), "<result>", std::string(inside) + "<result>");
}

std::string FaultOf(const Merchant& merchant, std::string_view body) {
  const Decoded decoded = DecodeAnswer(merchant, body);
  EXPECT_NE(decoded.answer.trust, Trust::kVerified);
  return decoded.answer.fault;
}

TEST(HostileAnswer, ChannelsVerifyTheirOwnAnswers) {
  for (const Channel& channel : SignedChannels()) {
    EXPECT_EQ(channel.Decode(channel.body()).answer.trust, Trust::kVerified);
  }
}

TEST(HostileAnswer, IsNeverAnotherResultWhenCutAtAnyByte) {
  for (const Channel& channel : SignedChannels()) {
    for (size_t cut = 0; cut < channel.body().size(); ++cut) {
      EXPECT_TRUE(channel.IsSafe(std::string_view(channel.body()).substr(0, cut))) << cut;
    }
  }
}

TEST(HostileAnswer, IsForeignWhenItsMessageIsCutAtAnyByte) {
  const std::string json = WithSign(JsonMerchant(), kAnswerJson);
  for (size_t cut = 0; cut < json.size(); ++cut) {
    EXPECT_EQ(DecodeAnswer(JsonMerchant(), json.substr(0, cut)).answer.trust, Trust::kForeign);
  }
  const std::string xml = ReadVector("samples/response.xml");
  for (size_t cut = 0; cut <= xml.rfind('>'); ++cut) {
    EXPECT_EQ(DecodeAnswer(XmlMerchant(), xml.substr(0, cut)).answer.trust, Trust::kForeign);
  }
}

TEST(HostileAnswer, IsNeverAnotherResultWhenAnyByteIsReplaced) {
  for (const Channel& channel : SignedChannels()) {
    for (size_t at = 0; at < channel.body().size(); ++at) {
      std::string body = channel.body();
      for (const char c : kCharactersThatMatter) {
        body[at] = c;
        EXPECT_TRUE(channel.IsSafe(body)) << body;
      }
    }
  }
}

TEST(HostileAnswer, IsNeverAnotherResultWhenAnyBitFlips) {
  for (const Channel& channel : SignedChannels()) {
    for (size_t at = 0; at < channel.body().size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string body = channel.body();
        body[at] = static_cast<char>(body[at] ^ (1 << bit));
        EXPECT_TRUE(channel.IsSafe(body)) << body;
      }
    }
  }
}

TEST(HostileAnswer, IsNeverAnotherResultWhenAnyByteIsLeftOutOrAdded) {
  for (const Channel& channel : SignedChannels()) {
    for (size_t at = 0; at < channel.body().size(); ++at) {
      EXPECT_TRUE(channel.IsSafe(std::string(channel.body()).erase(at, 1))) << at;
      for (const char c : kCharactersThatMatter) {
        EXPECT_TRUE(channel.IsSafe(std::string(channel.body()).insert(at, 1, c))) << at << c;
      }
    }
  }
}

// Bare XML is not signed: what stands in the result can change, and nothing else can.
TEST(HostileAnswer, InBareXmlIsAnotherResultOnlyByItsResult) {
  const Channel channel(XmlMerchant(), ReadVector("samples/response.xml"));
  const size_t result = channel.body().find("<result>");
  for (size_t at = 0; at < channel.body().size(); ++at) {
    std::string body = channel.body();
    for (const char c : kCharactersThatMatter) {
      body[at] = c;
      const Decoded decoded = channel.Decode(body);
      EXPECT_TRUE(at >= result || channel.IsSafe(body)) << body;
      EXPECT_TRUE(decoded.answer.trust != Trust::kVerified ||
                  decoded.response.transaction_id() == SampleRequest().transaction_id());
    }
  }
}

TEST(HostileAnswer, IsForeignWithTwoRoots) {
  const std::string json = WithSign(JsonMerchant(), kAnswerJson);
  EXPECT_EQ(FaultOf(JsonMerchant(), json + json), "JSON is followed by something");
  const std::string xml = ReadVector("samples/response.xml");
  const std::string second = xml.substr(xml.find("<business_trans>"));
  EXPECT_EQ(FaultOf(XmlMerchant(), xml + second), "XML: has two roots");
}

TEST(HostileAnswer, IsForeignWithADoctype) {
  const std::string xml = ReadVector("samples/response.xml");
  EXPECT_EQ(
      FaultOf(XmlMerchant(), Replaced(xml, "<business_trans>", "<!DOCTYPE a><business_trans>")),
      "XML: has a DOCTYPE");
  const std::string bomb =
      "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
  EXPECT_EQ(FaultOf(XmlMerchant(), Replaced(xml, "<business_trans>", bomb + "<business_trans>")),
            "XML: has a DOCTYPE");
}

TEST(HostileAnswer, EndsOnDepthBombs) {
  EXPECT_THAT(
      FaultOf(JsonMerchant(), Replaced(kAnswerJson, "\"result\"", "\"x\":" + Times("[", 100'000))),
      StartsWith("JSON: nested too deep"));
  EXPECT_EQ(FaultOf(XmlMerchant(), Xml(Times("<a>", 50'000) + Times("</a>", 50'000))),
            "XML: nested too deep");
}

TEST(HostileAnswer, EndsOnLargeOnes) {
  const std::string large(1 << 20, 'x');
  const std::string json =
      Replaced(kAnswerJson, "\"result\"", "\"x\":\"" + large + "\",\"result\"");
  EXPECT_EQ(DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), json)).answer.trust,
            Trust::kVerified);
  EXPECT_EQ(DecodeAnswer(XmlMerchant(), Xml("<x>" + large + "</x>")).answer.trust,
            Trust::kVerified);
}

TEST(HostileAnswer, EndsOnManyNodes) {
  const std::string json =
      Replaced(kAnswerJson, "\"result\"", "\"x\":[" + Times("[],", 100'000) + "1],\"result\"");
  EXPECT_EQ(DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), json)).answer.trust,
            Trust::kVerified);
  EXPECT_EQ(DecodeAnswer(XmlMerchant(), Xml(Times("<x/>", 100'000))).answer.trust,
            Trust::kVerified);
}

TEST(HostileAnswer, IsForeignWithBytesThatAreNoText) {
  EXPECT_THAT(FaultOf(JsonMerchant(), Replaced(kAnswerJson, "回复成功", "\xFF")),
              StartsWith("not GBK"));
  EXPECT_THAT(FaultOf(GbkJsonMerchant(), Replaced(kAnswerJson, "回复成功", "\xFF")),
              StartsWith("not GBK"));
  EXPECT_THAT(FaultOf(XmlMerchant(), Xml("<x>\xFF</x>")), StartsWith("not GBK"));
}

TEST(HostileAnswer, IsForeignWithCharactersThatItsFormDoesNotHave) {
  EXPECT_EQ(FaultOf(XmlMerchant(), Xml("<x>&#0;</x>")), "XML: reference to nothing");
  EXPECT_EQ(FaultOf(XmlMerchant(), Xml("<x>\x01</x>")), "XML: control character");
  EXPECT_EQ(FaultOf(XmlMerchant(), Xml(std::string("<x>\0</x>", 8))), "XML: control character");
  EXPECT_THAT(FaultOf(JsonMerchant(), Replaced(kAnswerJson, "回复成功", "\x01")),
              StartsWith("JSON: control character"));
}

TEST(HostileAnswer, CannotEndATextEarly) {
  const std::string xml = ReadVector("samples/response.xml");
  EXPECT_EQ(FaultOf(XmlMerchant(), Replaced(xml, "<id>0000</id>", "<id>0000&#0;1</id>")),
            "XML: reference to nothing");
  const std::string json = Replaced(kAnswerJson, "\"0000\"", "\"0000\\u0000\"");
  const Decoded decoded = DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), json));
  EXPECT_EQ(decoded.answer.result.id, std::string("0000\0", 5)) << "which is no success";
}

}  // namespace
}  // namespace imageco::bridge::gateway
