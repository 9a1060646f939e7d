#include "clients/complaintctl/sign/doctor.h"

#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/signature/signature.h"
#include "clients/complaintctl/sign/scheme.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/sign/named_scheme.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::AppendFormField;
using bridge::gateway::Signature;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> WhatsOf(const Diagnosis& diagnosis) {
  std::vector<std::string> whats;
  for (const LikelyCause& cause : diagnosis.causes) whats.push_back(cause.what);
  return whats;
}

Diagnosis DiagnoseBytes(const std::string& bytes, const std::string& key = kKey) {
  const auto message = ReadSignedMessage(bytes, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
  EXPECT_TRUE(message.ok()) << message.status();
  return Diagnose(*message, key, TestGbk());
}

std::string FormOf(const std::string& name, const std::string& value) {
  std::string form;
  AppendFormField(name, value, form);
  return form;
}

std::string XmlForm(const std::string& xml, const std::string& mac) {
  std::string form = FormOf("xml", xml);
  AppendFormField("mac", mac, form);
  return form;
}

std::string Mac(const std::string& xml) { return *Signature::Make({}, kKey, TestGbk())->Mac(xml); }

TEST(Doctor, FindsTheSchemeOfEveryVector) {
  ASSERT_EQ(SignVectors().size(), 64u);
  for (const SignVector& vector : SignVectors()) {
    SCOPED_TRACE(vector.name);
    for (const std::string& json : {vector.Signed(), vector.SignedInFront()}) {
      const Diagnosis diagnosis = DiagnoseBytes(json, vector.key);
      ExpectNamed(diagnosis, vector.Scheme());
      EXPECT_EQ(diagnosis.settings.wire().json_charset(), config::v1::CHARSET_UTF8);
    }
  }
}

TEST(Doctor, FindsTheSchemeOfEveryVectorInGbk) {
  for (const SignVector& vector : SignVectors()) {
    SCOPED_TRACE(vector.name);
    const Diagnosis diagnosis = DiagnoseBytes(TestGbk()->Encode(vector.Signed()).value());
    ExpectNamed(diagnosis, vector.Scheme());
    EXPECT_EQ(diagnosis.settings.wire().json_charset(), config::v1::CHARSET_GBK);
  }
}

TEST(Doctor, FindsTheSchemeOfEveryVectorInAForm) {
  for (const SignVector& vector : SignVectors()) {
    SCOPED_TRACE(vector.name);
    const Diagnosis diagnosis = DiagnoseBytes(FormOf("data", vector.Signed()));
    ExpectNamed(diagnosis, vector.Scheme());
    EXPECT_EQ(diagnosis.settings.wire().json_form_field(), "data");
  }
}

TEST(Doctor, FindsEverySchemeOfItsOwn) {
  const std::string message =
      R"({"c":"1","b":[1],"result":{"id":"0000","comment":"成功"},"a":"好的"})";
  for (const config::v1::Signature& scheme : AllSchemes()) {
    SCOPED_TRACE(scheme.ShortDebugString());
    const auto unsigned_message =
        ReadSignedMessage(message, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
    SignVector vector{.name = "", .flags = {}, .key = kKey, .message = message, .sign = ""};
    vector.sign =
        ExpectedSign(unsigned_message->front(), *Signature::Make(scheme, kKey, TestGbk())).value();
    const Diagnosis diagnosis = DiagnoseBytes(vector.Signed());
    ASSERT_TRUE(diagnosis.fits);
    EXPECT_EQ(diagnosis.settings.signature().SerializeAsString(), scheme.SerializeAsString());
    EXPECT_THAT(diagnosis.open, IsEmpty());
  }
}

TEST(Doctor, SaysThatARequestLeavesNestedNodesOpen) {
  const Diagnosis diagnosis = DiagnoseBytes(FindVector("sample request; sorted_pairs").Signed());
  ASSERT_EQ(diagnosis.open.size(), 1u);
  EXPECT_EQ(diagnosis.open[0].name, "signature.nested");
  EXPECT_THAT(diagnosis.open[0].values, ElementsAre("json_text", "skip", "flatten"));
  EXPECT_EQ(diagnosis.open[0].told_by, "an answer with its result node");
}

// As one that came by mail: the file does not tell what travels.
TEST(Doctor, DoubtsTheCharsetOfWhatIsSignedInAnother) {
  const SignVector& vector = FindVector("sample response; sorted_pairs over GBK bytes");
  EXPECT_THAT(DiagnoseBytes(vector.Signed()).notes,
              ElementsAre(HasSubstr("GBK may be what travels")));
  EXPECT_THAT(DiagnoseBytes(TestGbk()->Encode(vector.Signed()).value()).notes, IsEmpty());
}

TEST(Doctor, SaysThatAnAnswerSettlesEverything) {
  EXPECT_THAT(DiagnoseBytes(FindVector("sample response; sorted_pairs").Signed()).open, IsEmpty());
}

TEST(Doctor, LeavesNestedUnsetWhereTheBodyIsSigned) {
  const Diagnosis diagnosis = DiagnoseBytes(FindVector("key-wrapped body").Signed());
  EXPECT_EQ(diagnosis.settings.signature().nested(), config::v1::NESTED_UNSPECIFIED);
  EXPECT_EQ(diagnosis.settings.signature().key_placement(), config::v1::KEY_PLACEMENT_WRAP);
}

TEST(Doctor, SaysThatAsciiLeavesCharsetsOpen) {
  SignVector vector = FindVector("sample response; sorted_pairs");
  vector.message = R"({"a":"b","result":{"id":"0000"}})";
  const auto message =
      ReadSignedMessage(vector.message, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
  vector.sign = ExpectedSign(message->front(), *Signature::Make({}, kKey, TestGbk())).value();
  const Diagnosis diagnosis = DiagnoseBytes(vector.Signed());
  ASSERT_TRUE(diagnosis.fits);
  ASSERT_NE(FindOpen(diagnosis, "wire.json_charset"), nullptr);
  ASSERT_NE(FindOpen(diagnosis, "signature.charset"), nullptr);
  EXPECT_THAT(FindOpen(diagnosis, "signature.charset")->values, ElementsAre("utf8", "gbk"));
  EXPECT_EQ(diagnosis.settings.wire().json_charset(), config::v1::CHARSET_UNSPECIFIED);
}

TEST(Doctor, FindsTheMacOfAnXmlForm) {
  const std::string xml = ReadSample("samples/request.xml");
  const Diagnosis diagnosis = DiagnoseBytes(XmlForm(xml, Mac(xml)));
  EXPECT_TRUE(diagnosis.fits);
  EXPECT_EQ(diagnosis.settings.ShortDebugString(),
            "wire { format: FORMAT_XML xml_form_with_mac: true }");
}

TEST(Doctor, DoesNotTakeAWrongMac) {
  const std::string xml = ReadSample("samples/request.xml");
  EXPECT_FALSE(DiagnoseBytes(XmlForm(xml, Mac(xml + " "))).fits);
  const Diagnosis without = DiagnoseBytes(FormOf("xml", xml));
  EXPECT_FALSE(without.fits);
  EXPECT_THAT(without.notes, ElementsAre("The form has no mac beside its xml."));
}

TEST(Doctor, SaysThatBareXmlCarriesNoSignature) {
  const Diagnosis diagnosis = DiagnoseBytes(ReadSample("samples/request.xml"));
  EXPECT_TRUE(diagnosis.fits);
  EXPECT_EQ(diagnosis.settings.ShortDebugString(), "wire { format: FORMAT_XML }");
  EXPECT_THAT(diagnosis.notes, ElementsAre("XML carries no signature: TLS alone vouches for it."));
}

TEST(Doctor, SaysThatASignNodeInXmlIsNothingItKnows) {
  const Diagnosis diagnosis = DiagnoseBytes("<business_trans><sign>ABC</sign></business_trans>");
  EXPECT_FALSE(diagnosis.fits);
  EXPECT_THAT(diagnosis.notes, ElementsAre(HasSubstr("has a sign node")));
}

TEST(Doctor, KnowsThePlaceholdersOfTheVendorsPage) {
  for (const char* sample : {"samples/request.json", "samples/response.json"}) {
    const Diagnosis diagnosis = DiagnoseBytes(ReadSample(sample));
    EXPECT_FALSE(diagnosis.fits) << sample;
    EXPECT_THAT(WhatsOf(diagnosis), ElementsAre(HasSubstr("placeholder"))) << sample;
  }
}

TEST(Doctor, KnowsAPlaceholderInLowerCase) {
  const Diagnosis diagnosis =
      DiagnoseBytes(R"({"a":"b","sign":"824fe953936278aee61ca8cee8a08c86"})");
  EXPECT_THAT(WhatsOf(diagnosis), ElementsAre(HasSubstr("placeholder")));
}

TEST(Doctor, SaysThatAMessageHasNoSign) {
  const Diagnosis diagnosis = DiagnoseBytes(R"({"a":"b"})");
  EXPECT_FALSE(diagnosis.fits);
  EXPECT_THAT(diagnosis.notes, ElementsAre(HasSubstr("has no sign")));
  EXPECT_THAT(WhatsOf(diagnosis),
              ElementsAre(HasSubstr("before it was signed"), HasSubstr("does not sign"),
                          HasSubstr("stands elsewhere")));
}

TEST(Doctor, TakesASignInMixedCaseAndLeavesItsCaseOpen) {
  SignVector vector = FindVector("sample response; sorted_pairs");
  vector.sign[vector.sign.find_first_of("ABCDEF")] ^= 0x20;
  const Diagnosis diagnosis = DiagnoseBytes(vector.Signed());
  ExpectNamed(diagnosis, vector.Scheme());
  ASSERT_EQ(diagnosis.open.size(), 1u);
  EXPECT_EQ(diagnosis.open[0].name, "signature.hex_case");
  EXPECT_THAT(diagnosis.notes, ElementsAre(HasSubstr("mixed case")));
}

TEST(Doctor, SaysThatXmlOfAnotherKindIsNoMessage) {
  const Diagnosis diagnosis = DiagnoseBytes("<business_trans><html>404</html></business_trans>");
  EXPECT_FALSE(diagnosis.fits);
  EXPECT_THAT(diagnosis.notes, ElementsAre(HasSubstr("no message of the vendor's")));
  EXPECT_THAT(WhatsOf(diagnosis), testing::Contains(HasSubstr("a page of a proxy")));
}

TEST(Doctor, NamesTheThreeLikeliestCausesWhereNothingFits) {
  const SignVector& vector = FindVector("sample request; sorted_pairs");
  const Diagnosis wrong_key = DiagnoseBytes(vector.Signed(), "another");
  EXPECT_FALSE(wrong_key.fits);
  EXPECT_THAT(WhatsOf(wrong_key),
              ElementsAre(HasSubstr("the key of another merchant"), HasSubstr("Something altered"),
                          HasSubstr("a rule that the bridge does not have")));
}

TEST(Together, SettlesByOneMessageWhatAnotherLeavesOpen) {
  const Diagnosis request = DiagnoseBytes(FindVector("sample request; sorted_pairs").Signed());
  const Diagnosis answer = DiagnoseBytes(FindVector("sample response; sorted_pairs").Signed());
  EXPECT_FALSE(request.open.empty());
  const std::optional<Diagnosis> together = Together({&request, &answer});
  ASSERT_TRUE(together);
  EXPECT_THAT(together->open, IsEmpty());
  ExpectNamed(*together, FindVector("sample response; sorted_pairs").Scheme());
}

TEST(Together, IsNothingWhereNoSchemeFitsAll) {
  const Diagnosis request = DiagnoseBytes(FindVector("sample request; sorted_pairs").Signed());
  const Diagnosis other =
      DiagnoseBytes(FindVector("sample response; sorted_pairs, key prepended").Signed());
  const Diagnosis misfit = DiagnoseBytes(ReadSample("samples/response.json"));
  const Diagnosis xml = DiagnoseBytes(ReadSample("samples/response.xml"));
  EXPECT_FALSE(Together({}));
  EXPECT_FALSE(Together({&request}));
  EXPECT_FALSE(Together({&request, &xml}));
  EXPECT_FALSE(Together({&request, &other}));
  EXPECT_FALSE(Together({&request, &request, &misfit}));
}

}  // namespace
}  // namespace imageco::complaintctl
