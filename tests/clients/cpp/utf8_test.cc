#include "clients/cpp/src/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

TEST(IsUtf8, TakesEveryCharacter) {
  for (const char* text :
       {"", "plain", "é", "已与用户沟通解决", "😀", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF4\x8F\xBF\xBF", "\xC2\x80", "\xE0\xA0\x80", "\xF0\x90\x80\x80"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  EXPECT_TRUE(IsUtf8(std::string_view("\0", 1)));
}

TEST(IsUtf8, RefusesGbk) { EXPECT_FALSE(IsUtf8("\xD2\xD1\xD3\xEB\xD3\xC3\xBB\xA7")); }

TEST(IsUtf8, RefusesWhatIsMalformed) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3", "\xE5\xB7", "\xF0\x9F\x98",
        "\xC3(", "\xE5(\xB2", "\xE5\xB7(", "\xF0\x9F\x98("}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

TEST(IsUtf8, RefusesACharacterThatIsCut) {
  const std::string text = "已😀";
  for (size_t length = 1; length < text.size(); ++length) {
    EXPECT_EQ(IsUtf8(text.substr(0, length)), length == 3) << length;
  }
}

}  // namespace
}  // namespace imageco::complaint
