#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/answer.h"
#include "tests/sandbox/form.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using ::testing::HasSubstr;

std::string Decoded(const std::string& bytes) {
  return DecodeText(bytes, Charset::kGbk).value_or("not GBK");
}

TEST(XmlAnswer, IsTheVendorsSample) {
  EXPECT_EQ(EncodeXmlAnswer(XmlEndpoint(), SampleAnswerFields(), {}),
            ReadVector("samples/response.xml"));
}

TEST(XmlAnswer, EscapesMarkup) {
  AnswerFields fields = SampleAnswerFields();
  fields.comment = "a<b>&c\r";
  EXPECT_THAT(EncodeXmlAnswer(XmlEndpoint(), fields, {}),
              HasSubstr("<comment>a&#60;b&#62;&#38;c&#13;</comment>"));
}

TEST(XmlAnswer, RefersToCharactersOutsideGbk) {
  AnswerFields fields = SampleAnswerFields();
  fields.comment = "a😀";
  EXPECT_THAT(EncodeXmlAnswer(XmlEndpoint(), fields, {}),
              HasSubstr("<comment>a&#128512;</comment>"));
}

TEST(XmlAnswer, HasExtraNodesBesideTheKnownOnes) {
  const std::string xml =
      Decoded(EncodeXmlAnswer(XmlEndpoint(), SampleAnswerFields(), {SignFault::kNone, true}));
  EXPECT_THAT(xml, HasSubstr("<!-- 新增 -->"));
  EXPECT_THAT(xml, HasSubstr("<trace level=\"1\">"));
  EXPECT_THAT(xml, HasSubstr("<id>0000</id>\n<comment>回复成功</comment>"));
}

TEST(XmlAnswer, StandsInAFormWithItsMac) {
  const std::string xml = ReadVector("samples/response.xml");
  EXPECT_EQ(EncodeXmlAnswer(MacFormEndpoint(), SampleAnswerFields(), {}),
            "xml=" + PercentEncode(xml) + "&mac=" + Mac(kTestKey, xml));
}

TEST(XmlAnswer, StandsBareWhereConfigured) {
  Endpoint endpoint = MacFormEndpoint();
  endpoint.mac_form = MacForm::kBareAnswer;
  EXPECT_EQ(EncodeXmlAnswer(endpoint, SampleAnswerFields(), {}),
            ReadVector("samples/response.xml"));
}

TEST(XmlAnswer, CanHaveAWrongMacOrNone) {
  const std::string good = EncodeXmlAnswer(MacFormEndpoint(), SampleAnswerFields(), {});
  const std::string wrong =
      EncodeXmlAnswer(MacFormEndpoint(), SampleAnswerFields(), {SignFault::kWrong, false});
  EXPECT_NE(wrong, good);
  EXPECT_EQ(wrong.size(), good.size());
  EXPECT_EQ(EncodeXmlAnswer(MacFormEndpoint(), SampleAnswerFields(), {SignFault::kMissing, false}),
            good.substr(0, good.find("&mac=")));
}

}  // namespace
}  // namespace imageco::sandbox
