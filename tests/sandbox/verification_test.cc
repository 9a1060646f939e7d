#include "tests/sandbox/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/form.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

Verdict VerifyBody(const Endpoint& endpoint, const std::string& body) {
  return Verify(endpoint, Request(endpoint, body));
}

std::vector<std::string> XmlViolations(std::string_view part, std::string_view replacement) {
  std::string xml = SampleXml();
  const std::size_t at = xml.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  xml.replace(at, part.size(), replacement);
  return VerifyBody(XmlEndpoint(), xml).violations();
}

TEST(Verification, AcceptsTheVendorsSamples) {
  EXPECT_THAT(VerifyBody(JsonEndpoint(), SampleJson()).violations(), IsEmpty());
  EXPECT_THAT(VerifyBody(XmlEndpoint(), SampleXml()).violations(), IsEmpty());
  EXPECT_THAT(VerifyBody(MacFormEndpoint(), SampleMacForm()).violations(), IsEmpty());
}

// "rule" or "rule field" of every check that `wanted` takes.
std::vector<std::string> Rules(const Verdict& verdict, bool broken) {
  std::vector<std::string> rules;
  for (const Check& check : verdict.checks()) {
    if (check.broken.empty() == broken) continue;
    rules.push_back(std::string(check.rule));
    if (!check.field.empty()) rules.back().append(" ").append(check.field);
  }
  return rules;
}

TEST(Verification, ListsEveryRuleThatWasKept) {
  const Verdict verdict = VerifyBody(JsonEndpoint(), SampleJson());
  EXPECT_THAT(
      Rules(verdict, false),
      ElementsAre("method", "content_type", "content_length", "expect", "charset", "json",
                  "strings", "names", "required request_type", "characters request_type",
                  "required isspid", "characters isspid", "required transaction_id",
                  "characters transaction_id", "required system_id", "characters system_id",
                  "required seller_account", "characters seller_account", "required complaint_id",
                  "characters complaint_id", "required response_content",
                  "characters response_content", "filled response_images", "filled jump_url",
                  "characters jump_url", "filled jump_url_text", "characters jump_url_text",
                  "equal request_type", "equal isspid", "equal system_id", "images response_images",
                  "link_pair", "https jump_url", "sign"));
  EXPECT_THAT(Rules(verdict, true), IsEmpty());
  EXPECT_THAT(Rules(VerifyBody(MacFormEndpoint(), SampleMacForm()), false),
              IsSupersetOf({"form", "mac", "charset", "xml", "root", "cdata jump_url"}));
}

TEST(Verification, TellsWhichRulesAreBrokenAndHow) {
  Members members = With(SampleMembers(), "response_content", Characters(201));
  members = Without(members, "jump_url_text");
  const Verdict verdict = VerifyBody(JsonEndpoint(), SignedJson(JsonEndpoint(), members));
  EXPECT_THAT(Rules(verdict, true), ElementsAre("characters response_content", "link_pair"));
  std::vector<std::string> broken;
  for (const Check& check : verdict.checks()) {
    broken.insert(broken.end(), check.broken.begin(), check.broken.end());
  }
  EXPECT_EQ(broken, verdict.violations());
}

TEST(Verification, TellsNoRuleThatItCouldNotLookAt) {
  EXPECT_THAT(Rules(VerifyBody(JsonEndpoint(), "{"), false),
              ElementsAre("method", "content_type", "content_length", "expect", "charset"));
}

TEST(Verification, ReadsTheSameFieldsFromBothFormats) {
  Fields json = VerifyBody(JsonEndpoint(), SampleJson()).fields;
  json.erase("sign");
  EXPECT_EQ(json, VerifyBody(XmlEndpoint(), SampleXml()).fields);
  EXPECT_EQ(FieldValue(json, "response_content"), "已与用户沟通解决");
}

TEST(Verification, RefusesOtherMethods) {
  HttpRequest request = Request(JsonEndpoint(), SampleJson());
  request.method = "PUT";
  EXPECT_THAT(Verify(JsonEndpoint(), request).violations(),
              ElementsAre("method: PUT, expected POST"));
}

TEST(Verification, WantsTheExactContentType) {
  HttpRequest request = Request(JsonEndpoint(), SampleJson());
  SetHeader(request.headers, "content-type", "application/json");
  EXPECT_THAT(
      Verify(JsonEndpoint(), request).violations(),
      ElementsAre("content_type: application/json, expected application/json; charset=UTF-8"));
}

TEST(Verification, WantsOneContentType) {
  HttpRequest request = Request(JsonEndpoint(), SampleJson());
  request.headers.emplace_back("Content-Type", "text/plain");
  EXPECT_THAT(Verify(JsonEndpoint(), request).violations(),
              ElementsAre("content_type: application/json; charset=UTF-8 and text/plain, expected "
                          "application/json; charset=UTF-8"));
  std::erase_if(request.headers, [](const auto& h) { return h.first == "Content-Type"; });
  EXPECT_THAT(Verify(JsonEndpoint(), request).violations(),
              ElementsAre("content_type: missing, expected application/json; charset=UTF-8"));
}

TEST(Verification, TakesTheConfiguredContentType) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.content_type = "text/json";
  EXPECT_THAT(VerifyBody(endpoint, SampleJson()).violations(), IsEmpty());
}

TEST(Verification, WantsContentLengthAndNoExpect) {
  HttpRequest request = Request(JsonEndpoint(), SampleJson());
  std::erase_if(request.headers, [](const auto& h) { return h.first == "Content-Length"; });
  request.headers.emplace_back("Expect", "100-continue");
  EXPECT_THAT(Verify(JsonEndpoint(), request).violations(),
              ElementsAre("content_length: missing", "expect: 100-continue, must not be sent"));
}

TEST(Verification, RefusesWhatIsNotJson) {
  EXPECT_THAT(VerifyBody(JsonEndpoint(), "{").violations(), ElementsAre(StartsWith("json: ")));
  EXPECT_THAT(VerifyBody(JsonEndpoint(), "\xB2\xE9").violations(),
              ElementsAre("charset: not valid UTF-8"));
}

TEST(Verification, WantsTheSignLast) {
  std::string json = SampleJson();
  const std::size_t sign = json.find(",\"sign\"");
  const std::string member = json.substr(sign + 1, json.size() - sign - 2);
  json = "{" + member + "," + json.substr(1, sign - 1) + "}";
  EXPECT_THAT(VerifyBody(JsonEndpoint(), json).violations(),
              Contains("order: request_type stands after sign"));
}

TEST(Verification, WantsStrings) {
  std::string json = SampleJson();
  json.replace(json.find("\"8888\""), 6, "8888");
  EXPECT_THAT(VerifyBody(JsonEndpoint(), json).violations(),
              ElementsAre("system_id: of type number, expected string"));
}

TEST(Verification, WantsTheRightSign) {
  std::string json = SampleJson();
  json.replace(json.find("已"), 3, "未");
  const Verdict verdict = VerifyBody(JsonEndpoint(), json);
  EXPECT_THAT(verdict.violations(), ElementsAre(StartsWith("sign: ")));
  EXPECT_EQ(verdict.ResultId(), "9002");
}

TEST(Verification, RefusesTheVendorsPlaceholderSign) {
  EXPECT_THAT(VerifyBody(JsonEndpoint(), ReadVector("samples/request.json")).violations(),
              ElementsAre(StartsWith("sign: 2EB4051F33C84719D59E0F5EADACF5D2, expected ")));
}

TEST(Verification, RefusesASignInTheOtherCaseOrNone) {
  Endpoint lower = JsonEndpoint();
  lower.sign.hex = HexCase::kLower;
  EXPECT_THAT(VerifyBody(lower, SampleJson()).violations(), ElementsAre(StartsWith("sign: ")));
  const std::string json = SampleJson();
  const Verdict unsigned_verdict =
      VerifyBody(JsonEndpoint(), json.substr(0, json.find(",\"sign\"")) + "}");
  EXPECT_THAT(unsigned_verdict.violations(), ElementsAre("sign: missing"));
  EXPECT_EQ(unsigned_verdict.ResultId(), "9002");
}

TEST(Verification, TellsWhenNoSignCanExist) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.sign.charset = Charset::kGbk;
  const std::string json =
      SignedJson(JsonEndpoint(), With(SampleMembers(), "response_content", "😀"));
  EXPECT_THAT(VerifyBody(endpoint, json).violations(),
              ElementsAre("sign: the signed text has characters outside GBK"));
}

TEST(Verification, ListsEverythingAtOnceAndGradesByTheGravest) {
  Members members = With(SampleMembers(), "response_content", Characters(201));
  members = With(With(members, "jump_url", "http://a"), "extra", "1");
  std::string json = SignedJson(JsonEndpoint(), members);
  json[json.size() - 3] = json[json.size() - 3] == 'X' ? 'Y' : 'X';
  const Verdict verdict = VerifyBody(JsonEndpoint(), json);
  EXPECT_THAT(
      verdict.violations(),
      ElementsAre("extra: unknown", "response_content: 201 characters, at most 200",
                  "jump_url: http://a, expected https:// and a host", StartsWith("sign: ")));
  EXPECT_EQ(verdict.ResultId(), "9001");
}

TEST(Verification, ReadsJsonInGbkWhereConfigured) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.charset = Charset::kGbk;
  const Verdict verdict = VerifyBody(endpoint, SignedJson(endpoint, SampleMembers()));
  EXPECT_THAT(verdict.violations(), IsEmpty());
  EXPECT_EQ(FieldValue(verdict.fields, "jump_url_text"), "查看订单详情");
  EXPECT_THAT(VerifyBody(endpoint, "\x80").violations(), ElementsAre("charset: not valid GBK"));
}

TEST(Verification, ReadsJsonOutOfAFormField) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.form_field = "data";
  EXPECT_THAT(VerifyBody(endpoint, "data=" + PercentEncode(SampleJson())).violations(), IsEmpty());
  EXPECT_THAT(VerifyBody(endpoint, "json=" + PercentEncode(SampleJson())).violations(),
              ElementsAre("form: its fields are not those expected"));
  EXPECT_THAT(VerifyBody(endpoint, SampleJson()).violations(), ElementsAre(StartsWith("form: ")));
}

TEST(Verification, RefusesBrokenXml) {
  EXPECT_THAT(XmlViolations("</business_trans>", ""), ElementsAre(StartsWith("xml: ")));
  EXPECT_THAT(XmlViolations("GBK", "UTF-8"), ElementsAre(StartsWith("xml: the declaration")));
  EXPECT_THAT(XmlViolations("8888", "\x80"), ElementsAre("charset: not valid GBK"));
  EXPECT_THAT(XmlViolations("8888", "8&8"), ElementsAre(StartsWith("xml: ")));
}

TEST(Verification, WantsTheVendorsRootAndNodes) {
  EXPECT_THAT(XmlViolations("<system_id>8888</system_id>\n", ""),
              ElementsAre("system_id: missing"));
  EXPECT_THAT(XmlViolations("</business_trans>", "<sign>x</sign></business_trans>"),
              ElementsAre("sign: unknown"));
  std::string xml = SampleXml();
  xml.replace(xml.find("business_trans"), 14, "trans");
  xml.replace(xml.find("business_trans"), 14, "trans");
  EXPECT_THAT(VerifyBody(XmlEndpoint(), xml).violations(),
              ElementsAre("root: trans, expected business_trans"));
}

TEST(Verification, WantsTheVendorsOrderInXml) {
  EXPECT_THAT(XmlViolations("<isspid>39493002</isspid>\n", ""), ElementsAre("isspid: missing"));
  EXPECT_THAT(XmlViolations("</business_trans>", "<isspid>39493002</isspid></business_trans>"),
              ElementsAre("isspid: repeated"));
  std::string xml = SampleXml();
  xml.replace(xml.find("<isspid>39493002</isspid>\n"), 26, "");
  xml.insert(xml.find("<system_id>"), "<isspid>39493002</isspid>");
  EXPECT_THAT(VerifyBody(XmlEndpoint(), xml).violations(),
              ElementsAre("order: isspid stands after transaction_id"));
}

TEST(Verification, WantsTheLinkInCdata) {
  EXPECT_THAT(XmlViolations("<![CDATA[https://www.xxx.com/aaaa]]>", "https://www.xxx.com/aaaa"),
              ElementsAre("jump_url: not in CDATA"));
}

TEST(Verification, CountsAReferenceAsOneCharacter) {
  std::string references;
  for (int i = 0; i < 9; ++i) references += "&#128512;";
  EXPECT_THAT(XmlViolations("8888", "8&#56;88"), IsEmpty());
  EXPECT_THAT(XmlViolations("<jump_url_text>", "<jump_url_text>" + references),
              ElementsAre("jump_url_text: 15 characters, at most 10"));
}

TEST(Verification, WantsTheRightMac) {
  std::string form = SampleMacForm();
  form.back() = form.back() == '0' ? '1' : '0';
  const Verdict verdict = VerifyBody(MacFormEndpoint(), form);
  EXPECT_THAT(verdict.violations(), ElementsAre(StartsWith("mac: ")));
  EXPECT_EQ(verdict.ResultId(), "9002");
}

TEST(Verification, WantsXmlThenMacAndNothingElse) {
  const std::string form = SampleMacForm();
  const std::size_t mac = form.find("&mac=");
  const auto expected = ElementsAre("form: its fields are not those expected");
  EXPECT_THAT(VerifyBody(MacFormEndpoint(), form.substr(0, mac)).violations(), expected);
  EXPECT_THAT(VerifyBody(MacFormEndpoint(), form + "&a=b").violations(), expected);
  EXPECT_THAT(
      VerifyBody(MacFormEndpoint(), form.substr(mac + 1) + "&" + form.substr(0, mac)).violations(),
      expected);
}

}  // namespace
}  // namespace imageco::sandbox
