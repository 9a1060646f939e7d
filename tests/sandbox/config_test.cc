#include "tests/sandbox/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace imageco::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSmallest = R"({
  "endpoints": [{"path": "/json", "isspid": "1", "system_id": "2", "key": "K"}],
  "accept_any_complaint": true
})";

// A configuration of one endpoint, with these members added to its own.
Checked<Config> ParseWithEndpoint(const std::string& members) {
  return ParseConfig(R"({"accept_any_complaint":true,"endpoints":[{"path":"/a","isspid":"1",)"
                     R"("system_id":"2")" +
                     members + "}]}");
}

Checked<Config> ParseWithAddress(const std::string& address) {
  return ParseConfig(R"({"accept_any_complaint":true,"endpoints":[{"path":"/a","isspid":"1",)"
                     R"("system_id":"2","key":"K"}],"address":")" +
                     address + "\"}");
}

std::string WriteFile(const std::string& name, const std::string& contents) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << contents;
  return path;
}

TEST(Config, FillsInDefaults) {
  const Checked<Config> config = ParseConfig(kSmallest);
  ASSERT_THAT(config.faults, IsEmpty());
  EXPECT_EQ(config.value->http_port, 0);
  EXPECT_FALSE(config.value->tls);
  EXPECT_EQ(config.value->idle_close.count(), 0);
  EXPECT_FALSE(config.value->keep_messages);
  const Endpoint& endpoint = config.value->endpoints.at(0);
  EXPECT_EQ(endpoint.format, Format::kJson);
  EXPECT_EQ(endpoint.ExpectedContentType(), "application/json; charset=UTF-8");
  EXPECT_EQ(endpoint.sign.canonical, Canonical::kSortedPairs);
}

TEST(Config, ListensOnLoopbackWhereNothingElseIsSaid) {
  EXPECT_EQ(ParseConfig(kSmallest).value->address, "127.0.0.1");
}

TEST(Config, RefusesAnAddressThatIsNone) {
  for (const char* address : {"", "localhost", "127.0.0.1:8080", "1.2.3"}) {
    EXPECT_THAT(ParseWithAddress(address).faults, ElementsAre("address: is no IP address"))
        << address;
  }
  for (const char* address : {"0.0.0.0", "::", "127.0.0.2"}) {
    EXPECT_THAT(ParseWithAddress(address).faults, IsEmpty()) << address;
  }
}

TEST(Config, ReadsEverything) {
  const Checked<Config> config = ParseConfig(R"({
    "address": "::1", "http_port": 1, "https_port": 2, "admin_port": 3, "idle_close_ms": 4, "keep_messages": 0,
    "complaints": [{"complaint_id": "C", "seller_account": "S", "text": "坏了"}],
    "endpoints": [{
      "path": "/json", "isspid": "1", "system_id": "2", "format": "json", "charset": "gbk",
      "form_field": "data", "content_type": "text/plain", "key": "K",
      "sign": {"canonical": "sorted_pairs", "key": "prepend", "charset": "gbk",
               "nested": "flatten", "digest": "hmac_md5", "hex": "lower"}}]})");
  ASSERT_THAT(config.faults, IsEmpty());
  EXPECT_EQ(config.value->address, "::1");
  EXPECT_EQ(config.value->http_port, 1);
  EXPECT_EQ(config.value->https_port, 2);
  EXPECT_EQ(config.value->admin_port, 3);
  EXPECT_EQ(config.value->idle_close, std::chrono::milliseconds(4));
  EXPECT_EQ(config.value->keep_messages, 0);
  EXPECT_EQ(config.value->complaints.at(0).seller_account, "S");
  EXPECT_EQ(config.value->complaints.at(0).text, "坏了");
  const Endpoint& endpoint = config.value->endpoints.at(0);
  EXPECT_EQ(endpoint.charset, Charset::kGbk);
  EXPECT_EQ(endpoint.form_field, "data");
  EXPECT_EQ(endpoint.ExpectedContentType(), "text/plain");
  EXPECT_EQ(endpoint.sign.key, KeyPlacement::kPrepend);
  EXPECT_EQ(endpoint.sign.charset, Charset::kGbk);
  EXPECT_EQ(endpoint.sign.nested, Nested::kFlatten);
  EXPECT_EQ(endpoint.sign.digest, DigestKind::kHmacMd5);
  EXPECT_EQ(endpoint.sign.hex, HexCase::kLower);
}

TEST(Config, ReadsEveryDigest) {
  const std::pair<std::string, DigestKind> rows[] = {{"md5", DigestKind::kMd5},
                                                     {"hmac_md5", DigestKind::kHmacMd5},
                                                     {"sha256", DigestKind::kSha256},
                                                     {"hmac_sha256", DigestKind::kHmacSha256}};
  for (const auto& [name, digest] : rows) {
    const Checked<Config> config =
        ParseWithEndpoint(R"(,"key":"K","sign":{"digest":")" + name + "\"}");
    ASSERT_THAT(config.faults, IsEmpty());
    EXPECT_EQ(config.value->endpoints.at(0).sign.digest, digest);
  }
}

TEST(Config, WrapsTheBodyByDefaultWhereTheBodyIsSigned) {
  const Checked<Config> config =
      ParseWithEndpoint(R"(,"key":"K","sign":{"canonical":"key_wrapped_body"})");
  EXPECT_EQ(config.value->endpoints.at(0).sign.key, KeyPlacement::kWrap);
}

TEST(Config, RefusesAKeyElsewhereWhereTheBodyIsSigned) {
  EXPECT_THAT(
      ParseWithEndpoint(R"(,"key":"K","sign":{"canonical":"key_wrapped_body","key":"append"})")
          .faults,
      ElementsAre("endpoints[0].sign.key: must be wrap under key_wrapped_body"));
}

TEST(Config, ReadsTheKeyFromAFileWithoutItsLineEnd) {
  const std::string path = WriteFile("key", "SECRET\r\n");
  const Checked<Config> config = ParseWithEndpoint(R"(,"key_file":")" + path + "\"");
  ASSERT_THAT(config.faults, IsEmpty());
  EXPECT_EQ(config.value->endpoints.at(0).key, "SECRET");
}

TEST(Config, ReadsTlsFiles) {
  const std::string path = WriteFile("pem", "PEM");
  const Checked<Config> config = ParseConfig(
      R"({"accept_any_complaint":true,"endpoints":[{"path":"/a","isspid":"1","system_id":"2",)"
      R"("key":"K"}],"tls":{"certificate_file":")" +
      path + R"(","key_file":")" + path + R"("}})");
  ASSERT_THAT(config.faults, IsEmpty());
  EXPECT_EQ(config.value->tls->certificate_pem, "PEM");
  EXPECT_EQ(config.value->tls->client_ca_pem, "");
}

TEST(Config, NamesTheFileThatCannotBeRead) {
  EXPECT_THAT(ParseWithEndpoint(R"(,"key_file":"/nowhere")").faults,
              ElementsAre("endpoints[0].key_file: /nowhere cannot be read or is empty",
                          "endpoints[0].key: missing, and no key_file"));
}

TEST(Config, NamesEveryFaultAtOnce) {
  const Checked<Config> config = ParseConfig(R"({
    "http_port": 70000, "extra": 1, "tls": {},
    "endpoints": [{"path": 5, "format": "yaml", "sign": {"hex": "mixed"}, "kye": "K"}]})");
  EXPECT_FALSE(config.value);
  EXPECT_THAT(
      config.faults,
      ElementsAre("http_port: must be from 0 to 65535", "endpoints[0].path: must be a string",
                  "endpoints[0].format: \"yaml\" is not known",
                  "endpoints[0].sign.hex: \"mixed\" is not known", "endpoints[0].kye: unknown",
                  "extra: unknown", "endpoints[0].path: must begin with /",
                  "endpoints[0].isspid: missing", "endpoints[0].system_id: missing",
                  "endpoints[0].key: missing, and no key_file",
                  "complaints: there are none, and accept_any_complaint is false",
                  "tls: needs both certificate_file and key_file"));
}

TEST(Config, RefusesWhatIsNotAnObject) {
  EXPECT_THAT(ParseConfig("nonsense").faults, ElementsAre(HasSubstr("parse error")));
  EXPECT_THAT(ParseConfig("[]").faults, testing::Contains(": must be an object"));
  EXPECT_THAT(ParseConfig(R"({"endpoints":[1],"accept_any_complaint":true})").faults,
              testing::Contains("endpoints[0].: must be an object"));
}

TEST(Config, RefusesSettingsOfTheOtherFormat) {
  EXPECT_THAT(ParseWithEndpoint(R"(,"key":"K","mac_form":"form_answer")").faults,
              ElementsAre("endpoints[0].mac_form: belongs to XML"));
  EXPECT_THAT(ParseWithEndpoint(R"(,"format":"xml","form_field":"a")").faults,
              ElementsAre("endpoints[0].form_field: belongs to JSON"));
}

TEST(Config, WantsAKeyWhereverOneIsUsed) {
  const auto missing = ElementsAre("endpoints[0].key: missing, and no key_file");
  EXPECT_THAT(ParseWithEndpoint("").faults, missing);
  EXPECT_THAT(ParseWithEndpoint(R"(,"format":"xml","mac_form":"bare_answer")").faults, missing);
  EXPECT_THAT(ParseWithEndpoint(R"(,"format":"xml")").faults, IsEmpty());
}

TEST(Config, RefusesTwoEndpointsOnOnePath) {
  Config config = *ParseConfig(kSmallest).value;
  config.endpoints.push_back(config.endpoints[0]);
  EXPECT_THAT(ConfigFaults(config), ElementsAre("endpoints[1].path: another endpoint has it"));
}

TEST(Config, DefaultsTheContentTypeByFormatAndForm) {
  Endpoint endpoint;
  endpoint.charset = Charset::kGbk;
  EXPECT_EQ(endpoint.ExpectedContentType(), "application/json; charset=GBK");
  endpoint.form_field = "data";
  EXPECT_EQ(endpoint.ExpectedContentType(), "application/x-www-form-urlencoded");
  EXPECT_EQ(endpoint.AnswerContentType(), "application/json; charset=GBK");
  endpoint = {};
  endpoint.format = Format::kXml;
  EXPECT_EQ(endpoint.ExpectedContentType(), "application/xml; charset=GBK");
  endpoint.mac_form = MacForm::kBareAnswer;
  EXPECT_EQ(endpoint.ExpectedContentType(), "application/x-www-form-urlencoded");
  EXPECT_EQ(endpoint.AnswerContentType(), "application/xml; charset=GBK");
  endpoint.mac_form = MacForm::kFormAnswer;
  EXPECT_EQ(endpoint.AnswerContentType(), "application/x-www-form-urlencoded");
}

}  // namespace
}  // namespace imageco::sandbox
