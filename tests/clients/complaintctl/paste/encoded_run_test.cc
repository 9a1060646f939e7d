#include "clients/complaintctl/paste/encoded_run.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

std::string Base64Of(const std::string& text) { return absl::Base64Escape(text); }
std::string HexOf(const std::string& text) { return absl::BytesToHexString(text); }

constexpr char kJson[] = R"({"sign":"0123456789","a":"已>?"})";
constexpr char kXml[] = "<business_trans><a/></business_trans>";

TEST(Base64, IsDecodedWhereAMessageBegins) {
  const std::pair<std::string, std::string> rows[] = {
      {Base64Of(kJson), kJson},
      {Base64Of(kXml), kXml},
      {absl::WebSafeBase64Escape(kJson), kJson},
      {"body=" + Base64Of(kJson) + ", next", "body=" + std::string(kJson) + ", next"},
      {Base64Of(kJson).insert(20, "\r\n") + "\n", kJson},
      {Base64Of("\xEF\xBB\xBF\n" + std::string(kJson)), "\xEF\xBB\xBF\n" + std::string(kJson)},
  };
  for (const auto& [text, without] : rows) {
    EXPECT_EQ(WithoutBase64(text).value_or("none"), without) << text;
  }
}

// Both decode into an opening bracket and noise.
TEST(Base64, IsNoneOfASign) {
  for (const char* sign :
       {"e0d4a1f6b2c39485e7f60a1b2c3d4e5f", "PDd4a1f6b2c39485e7f60a1b2c3d4e5f"}) {
    EXPECT_EQ(WithoutBase64(sign), std::nullopt) << sign;
  }
}

TEST(Base64, IsNoneInOtherTexts) {
  for (const std::string& text : {std::string(), std::string(kJson), std::string(40, 'a'),
                                  Base64Of(std::string(40, 'a')), Base64Of("{}")}) {
    EXPECT_EQ(WithoutBase64(text), std::nullopt) << text;
  }
}

TEST(HexDigits, AreDecodedWhereAMessageBegins) {
  const std::string hex = HexOf(kJson);
  EXPECT_EQ(WithoutHexDigits(hex), kJson);
  EXPECT_EQ(WithoutHexDigits(absl::AsciiStrToUpper(hex)), kJson);
  EXPECT_EQ(WithoutHexDigits("body=0x" + hex + " "), "body=0x" + std::string(kJson) + " ");
  EXPECT_EQ(WithoutHexDigits(std::string(hex).insert(2, " ").insert(5, "\n")), kJson);
}

TEST(HexDigits, AreNoneInOtherTexts) {
  for (const std::string& text :
       {std::string(kJson), std::string(40, 'a'), HexOf("{}"), "body=" + HexOf(kJson) + "0"}) {
    EXPECT_EQ(WithoutHexDigits(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
