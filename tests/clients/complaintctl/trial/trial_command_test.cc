#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/sandbox/sandbox.h"

namespace imageco::complaintctl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kKey[] = "TESTKEY0123456789abcdef";
constexpr char kAccount[] = "66660000000000001";
constexpr char kText[] = "您的订单已经退款";

// A vendor of some scheme, and a merchant's configuration beside it.
class TrialCommandTest : public testing::Test {
 protected:
  TrialCommandTest() {
    sandbox::Endpoint json;
    json.path = "/json";
    json.isspid = "39493002";
    json.system_id = "8888";
    json.key = kKey;
    json.sign = {.key = sandbox::KeyPlacement::kWrap,
                 .nested = sandbox::Nested::kSkip,
                 .hex = sandbox::HexCase::kLower};
    sandbox::Endpoint xml = json;
    xml.path = "/xml";
    xml.format = sandbox::Format::kXml;
    sandbox::Config config;
    config.endpoints = {json, xml};
    config.accept_any_complaint = true;
    sandbox_ = *sandbox::Sandbox::Start(config).value;
    folder_.Write("key", kKey);
  }

  // With that in the merchant's configuration.
  void Configure(const std::string& settings, const std::string& path = "/json",
                 const std::string& others = "") {
    folder_.Write(
        "server.txtpb",
        absl::StrCat("ledger { sqlite { file: \"replies.sqlite3\" } }\n", others,
                     "merchants { isspid: \"39493002\" system_id: \"8888\" gateway { url: "
                     "\"http://127.0.0.1:",
                     sandbox_->http_port(), path, "\" allow_plaintext: true } ", settings, " }"));
  }
  void ConfigureRightly() {
    Configure(
        "signature { key_file: \"key\" key_placement: KEY_PLACEMENT_WRAP nested: NESTED_SKIP "
        "hex_case: HEX_CASE_LOWER }");
  }
  void ConfigureByDefault() { Configure("signature { key_file: \"key\" }"); }

  Ran Try(const std::vector<std::string>& flags, const std::string& in = "") {
    std::vector<std::string> arguments = {"trial",
                                          "--config",
                                          (folder_.path() / "server.txtpb").string(),
                                          "--seller-account",
                                          kAccount,
                                          "--complaint-id",
                                          "200201820200101080076610000",
                                          "--content",
                                          kText};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    Ran ran = RunCtl(arguments, in);
    EXPECT_THAT(ran.out, Not(HasSubstr(kKey)));
    EXPECT_THAT(ran.err, Not(HasSubstr(kKey)));
    return ran;
  }

  // Where the vendor answers so.
  Ran TryAnswered(const std::string& result_id, const std::string& comment = "") {
    sandbox::FaultPlan plan;
    plan.answer.result_id = result_id;
    if (!comment.empty()) plan.answer.comment = comment;
    sandbox_->AddFault(plan);
    return Try({"--yes"});
  }

  std::unique_ptr<sandbox::Sandbox> sandbox_;
  const TestFolder folder_;
};

TEST_F(TrialCommandTest, DeliversAndSaysWhatWasVerified) {
  ConfigureRightly();
  const Ran ran = Try({"--transaction-id", "t-1"}, "t-1\n");
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("key_placement: KEY_PLACEMENT_WRAP"),
                    HasSubstr(sandbox_->messages().at(0).body), HasSubstr("Type t-1 to send it"),
                    HasSubstr("HTTP/1.1 200 OK"), HasSubstr("yes  it is verified"),
                    HasSubstr("Delivered, and verified")));
  EXPECT_EQ(sandbox_->applied("t-1").size(), 1u);
}

TEST_F(TrialCommandTest, SendsNothingUnlessTheIdIsTyped) {
  ConfigureRightly();
  const Ran ran = Try({"--transaction-id", "t-1"}, "yes\n");
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
  EXPECT_THAT(ran.out, HasSubstr("Nothing was sent."));
  EXPECT_EQ(sandbox_->counts().received, 0u);
}

TEST_F(TrialCommandTest, ShowsTheMessageAndStopsWhereItOnlyValidates) {
  ConfigureRightly();
  const Ran ran = Try({"--validate-only"});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out, AllOf(HasSubstr(kText), HasSubstr("Nothing was sent: --validate-only")));
  EXPECT_EQ(sandbox_->counts().received, 0u);
}

TEST_F(TrialCommandTest, ShowsTheTextThatIsSignedWithoutTheKey) {
  const std::vector<std::string> flags = {"--validate-only", "--transaction-id", "t-1"};
  ConfigureRightly();
  EXPECT_THAT(
      Try(flags).out,
      AllOf(HasSubstr("Its sign is the MD5, in lower case, of this text in UTF-8, where [key]"),
            HasSubstr("\n    [key]complaint_id=200201820200101080076610000&isspid=39493002&"),
            HasSubstr("&system_id=8888&transaction_id=t-1[key]\n")));
  Configure(
      "wire { json_charset: CHARSET_GBK json_form_field: \"data\" } signature { key_file: \"key\" "
      "canonical: CANONICAL_VALUES charset: CHARSET_GBK digest: DIGEST_HMAC_SHA256 }");
  EXPECT_THAT(Try(flags).out,
              AllOf(HasSubstr("the HMAC-SHA256 by the key, in upper case, of this text in GBK:"),
                    HasSubstr(absl::StrCat("\n    risk_complaints_resp_request39493002t-18888",
                                           kAccount, "200201820200101080076610000", kText, "\n"))));
  Configure("wire { format: FORMAT_XML xml_form_with_mac: true } signature { key_file: \"key\" }");
  EXPECT_THAT(Try(flags).out,
              AllOf(HasSubstr("Its mac is the MD5"), HasSubstr("\n    [key]<?xml version"),
                    HasSubstr(kText), HasSubstr("</business_trans>\n    [key]\n")));
  Configure("wire { format: FORMAT_XML }");
  EXPECT_THAT(Try(flags).out, HasSubstr("neither sign nor mac: see wire.xml_form_with_mac"));
}

TEST_F(TrialCommandTest, DoubtsAKeyThatHoldsMoreThanTheKey) {
  folder_.Write("key", "\"TESTKEY0123456789abcdef\"");
  ConfigureRightly();
  EXPECT_THAT(Try({"--validate-only"}).out,
              HasSubstr("is this the whole key and nothing else? It stands in quotes"));
}

TEST_F(TrialCommandTest, LetsTheDoctorNameTheSchemeOfAnAnswerThatDoesNotVerify) {
  ConfigureByDefault();
  const Ran ran = Try({"--yes"});
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
  EXPECT_THAT(
      ran.out,
      AllOf(HasSubstr("报文签名错误"), HasSubstr("no   it is verified"),
            HasSubstr("Fits. The lines for the merchant's configuration"),
            HasSubstr("key_placement: KEY_PLACEMENT_WRAP"), HasSubstr("nested: NESTED_SKIP"),
            HasSubstr("does the consumer see the reply?"),
            HasSubstr("2. Put the lines that the doctor names"), Not(HasSubstr("compare"))));
}

TEST_F(TrialCommandTest, SaysWhatToAskWhereTheAnswerHasNoSign) {
  ConfigureByDefault();
  sandbox::FaultPlan plan;
  plan.answer.missing_sign = true;
  sandbox_->AddFault(plan);
  const Ran ran = Try({"--yes"});
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("It has no sign"), HasSubstr("应答报文是否总有签名"),
                             HasSubstr("chapter 2.1"), Not(HasSubstr("Fits."))));
}

TEST_F(TrialCommandTest, SendsToTheUrlWhereSomethingElseAnswers) {
  ConfigureRightly();
  sandbox::FaultPlan plan;
  plan.answer.http_status = 404;
  plan.answer.body = sandbox::BodyKind::kHtml;
  sandbox_->AddFault(plan);
  const Ran ran = Try({"--yes"});
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("compare gateway.url with the contract"),
                             Not(HasSubstr("签名错误"))));
}

TEST_F(TrialCommandTest, SendsToTheVendorsTableWhereAVerifiedAnswerSaysNothingKnown) {
  ConfigureRightly();
  const Ran ran = TryAnswered("00");
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("yes  it is verified"),
                             HasSubstr("2. The answer is verified and leaves open")));
}

// Its answer has no mac either, and TLS vouches for it.
TEST_F(TrialCommandTest, SaysThatNoSignatureWasCheckedWhereXmlHasNone) {
  Configure("wire { format: FORMAT_XML }", "/xml");
  const Ran ran = TryAnswered("9002", "报文签名错误");
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("it has no sign, and TLS alone vouches for it"),
                    HasSubstr("see wire.xml_form_with_mac"), Not(HasSubstr("signatures fit"))));
}

TEST_F(TrialCommandTest, TellsOfARefusalThatIsVerified) {
  ConfigureRightly();
  const Ran ran = TryAnswered("1001", "投诉单不存在");
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("refused: 1001 投诉单不存在"),
                             HasSubstr("The signatures fit: this answer is verified")));
}

TEST_F(TrialCommandTest, KnowsThatNothingWasSentWhereNobodyListens) {
  ConfigureRightly();
  const uint16_t port = sandbox_->http_port();
  sandbox_.reset();
  const Ran ran = Try({"--yes"});
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent) << port;
  EXPECT_THAT(ran.out, AllOf(HasSubstr("no   the message left"), HasSubstr("Check gateway.url")));
}

TEST_F(TrialCommandTest, ShowsAMessageInGbkAsItsText) {
  Configure("wire { format: FORMAT_XML }", "/xml");
  const Ran ran = Try({"--yes"});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("(in GBK:)"), HasSubstr(kText), HasSubstr("key       none")));
}

// The ledger is the server's: what was sent stays known.
TEST_F(TrialCommandTest, SendsNoReplyTwice) {
  ConfigureRightly();
  ASSERT_EQ(Try({"--yes", "--transaction-id", "t-1"}).exit, ExitCode::kOk);
  const Ran again = Try({"--yes", "--transaction-id", "t-1"});
  EXPECT_EQ(again.exit, ExitCode::kOk);
  EXPECT_THAT(again.out, HasSubstr("by an earlier send"));
  EXPECT_EQ(sandbox_->counts().received, 1u);
  const Ran other = Try({"--yes", "--transaction-id", "t-1", "--image", "picture"});
  EXPECT_EQ(other.exit, ExitCode::kFailed);
  EXPECT_THAT(other.out, HasSubstr("use a new one"));
}

TEST_F(TrialCommandTest, NamesEveryFaultOfTheReply) {
  ConfigureRightly();
  const Ran ran = Try({"--yes", "--transaction-id", std::string(100, 't'), "--jump-url",
                       "http://x/", "--jump-url-text", "more"});
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("transaction_id: "), HasSubstr("jump_link.url: ")));
  EXPECT_EQ(sandbox_->counts().received, 0u);
}

TEST_F(TrialCommandTest, WantsAMerchantWhereThereAreSeveral) {
  Configure("signature { key_file: \"key\" }", "/json",
            "merchants { isspid: \"1\" system_id: \"1\" gateway { url: \"https://x/\" } }\n");
  EXPECT_EQ(Try({"--yes"}).exit, ExitCode::kUsage);
  EXPECT_THAT(Try({"--yes"}).err, HasSubstr("--isspid: is missing"));
  EXPECT_THAT(Try({"--yes", "--isspid", "2"}).err, HasSubstr("--isspid: is none"));
  EXPECT_EQ(Try({"--validate-only", "--isspid", "39493002"}).exit, ExitCode::kOk);
}

TEST_F(TrialCommandTest, RefusesAConfigurationWithItsFaults) {
  Configure("signature { key_file: \"nowhere\" }");
  const Ran no_key = Try({"--yes"});
  EXPECT_EQ(no_key.exit, ExitCode::kUsage);
  EXPECT_THAT(no_key.err, HasSubstr("signature.key_file: "));
  EXPECT_THAT(RunCtl({"trial"}).err,
              HasSubstr("--config, --seller-account, --complaint-id, --content: are missing"));
  EXPECT_EQ(sandbox_->counts().received, 0u);
}

}  // namespace
}  // namespace imageco::complaintctl
