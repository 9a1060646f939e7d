#include "tests/sandbox/charset.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

TEST(Charset, CountsCodePointsNotBytes) {
  EXPECT_EQ(CountCodePoints(""), 0);
  EXPECT_EQ(CountCodePoints("abc"), 3);
  EXPECT_EQ(CountCodePoints("查看订单详情"), 6);
  EXPECT_EQ(CountCodePoints("é€😀"), 3);
}

TEST(Charset, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(CountCodePoints("\x80"), std::nullopt) << "a continuation byte alone";
  EXPECT_EQ(CountCodePoints("\xC0\xAF"), std::nullopt) << "overlong, two bytes";
  EXPECT_EQ(CountCodePoints("\xE0\x80\xAF"), std::nullopt) << "overlong, three bytes";
  EXPECT_EQ(CountCodePoints("\xF0\x80\x80\xAF"), std::nullopt) << "overlong, four bytes";
  EXPECT_EQ(CountCodePoints("\xED\xA0\x80"), std::nullopt) << "a surrogate";
  EXPECT_EQ(CountCodePoints("\xF4\x90\x80\x80"), std::nullopt) << "beyond U+10FFFF";
  EXPECT_EQ(CountCodePoints("\xFF"), std::nullopt) << "no first byte";
  EXPECT_EQ(CountCodePoints("\xE4\xB8"
                            "A"),
            std::nullopt)
      << "a byte that does not continue";
}

TEST(Charset, RefusesUtf8ThatIsCut) {
  const std::string text = "😀";
  for (std::size_t size = 1; size < text.size(); ++size) {
    EXPECT_EQ(CountCodePoints(text.substr(0, size)), std::nullopt) << size;
  }
}

TEST(Charset, WritesEveryLengthOfUtf8) {
  EXPECT_EQ(ToUtf8(U'a'), "a");
  EXPECT_EQ(ToUtf8(U'é'), "é");
  EXPECT_EQ(ToUtf8(U'中'), "中");
  EXPECT_EQ(ToUtf8(U'😀'), "😀");
}

TEST(Charset, ReadsBackEveryCodePoint) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    const std::string utf8 = ToUtf8(c);
    ASSERT_EQ(ToCodePoints(utf8), std::u32string(1, c)) << static_cast<unsigned>(c);
  }
}

TEST(Charset, DecodesGbk) {
  EXPECT_EQ(DecodeText("\xB2\xE9\xBF\xB4", Charset::kGbk), "查看");
  EXPECT_EQ(DecodeText("abc", Charset::kGbk), "abc");
}

TEST(Charset, DecodesGbkWhoseSecondByteIsAscii) {
  EXPECT_EQ(DecodeText("\x81\x5D\x8E\x7C", Charset::kGbk), "乚巪");
}

TEST(Charset, RefusesWhatIsNotGbk) {
  EXPECT_EQ(DecodeText("\xB2", Charset::kGbk), std::nullopt) << "cut";
  EXPECT_EQ(DecodeText("\xFF\xFF", Charset::kGbk), std::nullopt);
  EXPECT_EQ(DecodeText("\x80", Charset::kGbk), std::nullopt) << "the euro sign of some tables";
  EXPECT_EQ(DecodeText("\x81\x30\x81\x30", Charset::kGbk), std::nullopt) << "GB18030";
}

TEST(Charset, EncodesGbk) { EXPECT_EQ(EncodeText("查看", Charset::kGbk), "\xB2\xE9\xBF\xB4"); }

TEST(Charset, RefusesWhatGbkHasNot) {
  EXPECT_EQ(EncodeText("😀", Charset::kGbk), std::nullopt);
  EXPECT_EQ(EncodeText("€", Charset::kGbk), std::nullopt);
  EXPECT_EQ(EncodeText("\xC2\xA0", Charset::kGbk), std::nullopt) << "no-break space";
}

TEST(Charset, PassesUtf8ThroughIfItIsValid) {
  EXPECT_EQ(DecodeText("查€😀", Charset::kUtf8), "查€😀");
  EXPECT_EQ(EncodeText("查€😀", Charset::kUtf8), "查€😀");
  EXPECT_EQ(DecodeText("\xB2\xE9", Charset::kUtf8), std::nullopt);
  EXPECT_EQ(EncodeText("\xB2\xE9", Charset::kUtf8), std::nullopt);
}

}  // namespace
}  // namespace imageco::sandbox
