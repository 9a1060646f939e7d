#include "clients/complaintctl/sign/signed_message.h"

#include "bridge/gateway/codec/form.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::AppendFormField;
using ::testing::HasSubstr;

constexpr char kJson[] = R"({"a":"好的","sign":"ABC"})";

// The likeliest way to read it.
absl::StatusOr<ReceivedMessage> Read(
    const std::string& bytes, config::v1::Charset charset = config::v1::CHARSET_UNSPECIFIED) {
  const auto readings = ReadSignedMessage(bytes, charset, *TestGbk());
  if (!readings.ok()) return readings.status();
  return readings->front();
}

std::string FaultOfMessage(const std::string& bytes) { return Fault(Read(bytes)); }

TEST(ReadSignedMessage, ReadsJsonInUtf8) {
  const auto message = Read(kJson);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->format, config::v1::FORMAT_JSON);
  EXPECT_EQ(message->charset, config::v1::CHARSET_UTF8);
  EXPECT_EQ(message->text, kJson);
  EXPECT_EQ(*message->shown, "ABC");
}

TEST(ReadSignedMessage, ReadsJsonInGbk) {
  const auto message = Read(ToGbk(kJson));
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->charset, config::v1::CHARSET_GBK);
  EXPECT_EQ(message->text, kJson);
}

TEST(ReadSignedMessage, LeavesTheCharsetOfAsciiOpen) {
  EXPECT_EQ(Read(R"({"a":"b"})")->charset, config::v1::CHARSET_UNSPECIFIED);
}

TEST(ReadSignedMessage, TakesTheCharsetThatItIsTold) {
  // These bytes are text in both.
  const std::string bytes = "{\"a\":\"\xC4\xA3\"}";
  EXPECT_EQ(Read(bytes)->root.children[0].text, "ģ");
  EXPECT_EQ(Read(bytes, config::v1::CHARSET_GBK)->root.children[0].text, "模");
  EXPECT_FALSE(Read(ToGbk(kJson), config::v1::CHARSET_UTF8).ok());
}

TEST(ReadSignedMessage, GivesEveryWayToReadIt) {
  const std::string bytes = "{\"a\":\"\xC4\xA3\"} \n";
  const auto readings = ReadSignedMessage(bytes, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
  ASSERT_TRUE(readings.ok());
  std::vector<std::string> texts;
  for (const ReceivedMessage& message : *readings) texts.push_back(message.text);
  EXPECT_THAT(texts, ::testing::ElementsAre("{\"a\":\"ģ\"}", "{\"a\":\"模\"}", "{\"a\":\"ģ\"} \n",
                                            "{\"a\":\"模\"} \n"));
}

TEST(ReadSignedMessage, DoesNotCountWhatAnEditorPutsAround) {
  EXPECT_EQ(Read(std::string("\xEF\xBB\xBF") + kJson + "\n\n")->text, kJson);
}

TEST(ReadSignedMessage, ReadsJsonInAFieldOfAForm) {
  for (const std::string& json : {std::string(kJson), ToGbk(kJson)}) {
    std::string form;
    AppendFormField("version", "1.0", form);
    AppendFormField("data", json, form);
    const auto message = Read(form + "\n");
    ASSERT_TRUE(message.ok());
    EXPECT_EQ(WireOf(*message).json_form_field(), "data");
    EXPECT_EQ(message->text, kJson);
    EXPECT_EQ(*message->shown, "ABC");
  }
}

TEST(ReadSignedMessage, ReadsXmlInAForm) {
  const std::string xml = ReadSample("samples/request.xml");
  std::string form;
  AppendFormField("xml", xml, form);
  AppendFormField("mac", "abc", form);
  const auto message = Read(form);
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(IsXml(*message));
  EXPECT_TRUE(WireOf(*message).xml_form_with_mac());
  EXPECT_EQ(message->text, xml);
  EXPECT_EQ(*message->shown, "abc");
}

TEST(ReadSignedMessage, ReadsBareXml) {
  const auto message = Read(ReadSample("samples/response.xml"));
  ASSERT_TRUE(message.ok());
  EXPECT_TRUE(IsXml(*message));
  EXPECT_FALSE(WireOf(*message).xml_form_with_mac());
  EXPECT_EQ(*message->shown, "");
}

TEST(ReadSignedMessage, ShowsNoSignWhereThereIsNone) {
  EXPECT_EQ(*Read(R"({"a":"b"})")->shown, "");
  EXPECT_EQ(*Read(R"({"sign":""})")->shown, "");
  EXPECT_EQ(*Read(R"({"sign":null})")->shown, "");
  EXPECT_EQ(*Read("xml=%3Cbusiness_trans/%3E")->shown, "");
}

TEST(ReadSignedMessage, SaysWhatIsWrong) {
  EXPECT_EQ(FaultOfMessage(""), "neither JSON nor XML, nor a form that holds either");
  EXPECT_EQ(FaultOfMessage("a=b&c"), "neither JSON nor XML, nor a form that holds either");
  EXPECT_EQ(FaultOfMessage("xml=%"), "neither JSON nor XML, nor a form that holds either");
  EXPECT_EQ(FaultOfMessage("xml=a&xml=b"), "neither JSON nor XML, nor a form that holds either");
  EXPECT_EQ(Read(R"({"sign":"A","sign":"B"})")->shown.status().message(),
            "sign stands there twice");
  EXPECT_THAT(FaultOfMessage(R"({"a":)"), HasSubstr("at byte 5"));
  EXPECT_THAT(FaultOfMessage("{\"a\":\"\xFF\"}"), HasSubstr("not GBK"));
  EXPECT_NE(FaultOfMessage("<business_trans>"), "none");
}

TEST(ReadSignedMessage, SurvivesACutAtEveryByte) {
  std::string form;
  AppendFormField("xml", ReadSample("samples/request.xml"), form);
  AppendFormField("mac", "abc", form);
  for (const std::string& bytes : {std::string(kJson), ToGbk(kJson), form}) {
    for (size_t length = 0; length < bytes.size(); ++length) {
      const auto message = Read(bytes.substr(0, length));
      EXPECT_TRUE(!message.ok() || bytes == form) << length;
    }
  }
}

}  // namespace
}  // namespace imageco::complaintctl
