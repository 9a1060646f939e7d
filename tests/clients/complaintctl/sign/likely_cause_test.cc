#include "clients/complaintctl/sign/likely_cause.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Digits(size_t count) { return std::string(count, '0'); }

TEST(NameOfSign, NamesTheDigestByItsLength) {
  const std::pair<std::string, std::string> rows[] = {
      {Digits(16), "half an MD5"},
      {Digits(40), "SHA-1 has, which the bridge does not support"},
      {Digits(56), "SHA-224"},
      {Digits(64), "SHA-256 and HMAC-SHA256 have, which were tried, and SM3"},
      {Digits(96), "SHA-384"},
      {Digits(128), "SHA-512"},
      {Digits(256), "RSA"},
      {Digits(512), "RSA"},
      {Digits(31), "31 hex digits, which no digest has"},
      {"1B2M2Y8AsgTpgAmY7PhCfg==", "Base64 of 16 bytes, as of an MD5"},
      {std::string(27, 'z') + "=", "SHA-1"},
      {std::string(43, 'z') + "=", "SHA-256"},
      {std::string(344, 'z'), "RSA"},
      {"C1F6****", "not hex digits alone"},
      {"zz", "not hex digits alone"},
  };
  for (const auto& [shown, name] : rows) EXPECT_THAT(NameOfSign(shown), HasSubstr(name)) << shown;
}

TEST(NameOfSign, IsEmptyOfAnMd5) { EXPECT_EQ(NameOfSign("0123456789abcdefABCDEF0123456789"), ""); }

ReceivedMessage Shown(const std::string& sign, const std::string& text = "{}") {
  ReceivedMessage message;
  message.format = config::v1::FORMAT_JSON;
  message.text = text;
  message.shown = sign;
  return message;
}

std::vector<std::string> Whats(const std::vector<LikelyCause>& causes) {
  std::vector<std::string> whats;
  for (const LikelyCause& cause : causes) whats.push_back(cause.what);
  return whats;
}

TEST(CausesOfMisfit, AreThreeTheLikeliestFirst) {
  EXPECT_THAT(
      Whats(CausesOfMisfit(Shown(Digits(32)), "K")),
      ElementsAre(HasSubstr("another merchant"), HasSubstr("altered"), HasSubstr("a rule")));
  EXPECT_THAT(Whats(CausesOfMisfit(Shown(Digits(40), "{\"a\":\"***\"}"), "'K'")),
              ElementsAre(HasSubstr("SHA-1"), HasSubstr("masked"), HasSubstr("stands in quotes")));
  EXPECT_THAT(Whats(CausesOfMisfit(Shown(Digits(32), "\uFFFD…\""), "K")),
              ElementsAre(HasSubstr("Characters were lost"), HasSubstr("masked"),
                          HasSubstr("another merchant")));
  EXPECT_THAT(Whats(CausesOfMisfit(Shown(Digits(32), "\uFFFD"), "a b")),
              ElementsAre(HasSubstr("Characters were lost"), HasSubstr("holds a blank"),
                          HasSubstr("another merchant")));
}

TEST(CausesOfMisfit, AskTheVendorInChineseToo) {
  for (const LikelyCause& cause : CausesOfMisfit(Shown(Digits(64)), "key=K")) {
    EXPECT_THAT(std::string(cause.ask_in_chinese), AnyOf(HasSubstr("？"), HasSubstr("请")))
        << cause.what;
  }
}

TEST(CausesOfNoMessage, KnowThatThereIsNothing) {
  EXPECT_THAT(Whats(CausesOfNoMessage(" \r\n")), ElementsAre(HasSubstr("It is empty")));
}

TEST(CausesOfNoSign, AreOfARequestOrOfAnAnswer) {
  ReceivedMessage message = Shown("");
  EXPECT_THAT(Whats(CausesOfNoSign(message)),
              ElementsAre(HasSubstr("before it was signed"), HasSubstr("does not sign"),
                          HasSubstr("stands elsewhere")));
  message.root.children.push_back(bridge::gateway::Node::Text("request_type", "r"));
  EXPECT_THAT(Whats(CausesOfNoSign(message)),
              ElementsAre(HasSubstr("before it was signed"), HasSubstr("had no key"),
                          HasSubstr("stands elsewhere")));
}

TEST(CausesOfNoMessage, KnowAPageAndSayNothingElseOfIt) {
  const std::vector<LikelyCause> causes = CausesOfNoMessage("<!doctype html><HTML>");
  ASSERT_EQ(causes.size(), 1u);
  EXPECT_THAT(causes[0].what, HasSubstr("a page"));
  EXPECT_EQ(CausesOfNoMessage("{").size(), 3u);
}

}  // namespace
}  // namespace imageco::complaintctl
