#include "clients/complaintctl/paste/mistaken_charset.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

TEST(TakenForGbk, IsUtf8Again) {
  // The third character, of private use, shows as nothing.
  EXPECT_EQ(TakenForGbk("{\"a\":\"鍥炲\uE632鎴愬姛\"}", *TestGbk()), "{\"a\":\"回复成功\"}");
  // The euro sign stands for two codes.
  for (const char* text : {"已与用户沟通解决，谢谢", "丢ぁ"}) {
    const std::string shown = TestGbk()->Decode(text).value();
    EXPECT_THAT(shown, testing::HasSubstr("€"));
    EXPECT_EQ(TakenForGbk(shown, *TestGbk()), text) << shown;
  }
}

TEST(TakenForGbk, IsNothingOfATextThatIsRight) {
  for (const char* text : {"", "{}", "回复成功", "😀"}) {
    EXPECT_EQ(TakenForGbk(text, *TestGbk()), std::nullopt) << text;
  }
}

TEST(TakenForLatin, IsItsBytesAgain) {
  EXPECT_EQ(TakenForLatin("{\"å›žå¤\u008D\"}"), "{\"回复\"}");
  EXPECT_EQ(TakenForLatin("»Ø¸´³É¹¦"), ToGbk("回复成功"));
  EXPECT_EQ(TakenForLatin("\u00E5\u009B\u009E"), "回");
}

TEST(TakenForLatin, IsNothingOfOtherTexts) {
  for (const char* text : {"", "{}", "回复", "»Ø回", "\xFF"}) {
    EXPECT_EQ(TakenForLatin(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
