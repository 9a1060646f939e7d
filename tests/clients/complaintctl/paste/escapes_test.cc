#include "clients/complaintctl/paste/escapes.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(PercentEncoding, IsTakenOff) {
  EXPECT_EQ(WithoutPercentCodes("a%7B%22%e5%A5%BD%22%7D+%"), "a{\"好\"}+%");
  EXPECT_EQ(WithoutPercentCodesAndPlus("%7B%22a+b%22%7D%2B"), "{\"a b\"}+");
  EXPECT_EQ(WithoutPercentCodes("%7B%4"), "{%4");
  EXPECT_EQ(WithoutPercentCodes("{\"a\":\"100%\"}"), std::nullopt);
  EXPECT_EQ(WithoutPercentCodesAndPlus("%7B"), std::nullopt);
}

TEST(Backslashes, AreTakenOffByOneLevel) {
  const std::pair<std::string, std::string> rows[] = {
      {R"({\"a\":\"b\\\"c\\n\/\",\n\"d\":1})", "{\"a\":\"b\\\"c\\n/\",\n\"d\":1}"},
      {R"({\x22a\x22:\x22\xE5\xb7\xB2\x22})", R"({"a":"已"})"},
      {R"({\u0022a\u0022:\u0022\u5DF2\uD83D\uDE00\u0022})", R"({"a":"已😀"})"},
      {R"(\u0022\ud83d\u0022\ude00)", "\"\uFFFD\"\uFFFD"},
      {R"(\"\u5z\xg\u\x)", "\"\x05zxgux"},
      {R"(\"\t\r\b\f\)", "\"\t\r\b\f"},
      {R"(\u003Ca\u003E)", "<a>"},
  };
  for (const auto& [text, without] : rows) {
    EXPECT_EQ(WithoutBackslashes(text).value_or("none"), without) << text;
  }
}

TEST(Backslashes, MayStandForBytesOfGbk) {
  EXPECT_EQ(WithoutBackslashes(R"(\x22\xD2\xD1)"), "\"\xD2\xD1");
}

TEST(Backslashes, AreNoneWhereNoQuoteHasOne) {
  for (const char* text : {"", R"({"a":"b\n"})", R"({"a":"\u5df2"})", "C:\\x"}) {
    EXPECT_EQ(WithoutBackslashes(text), std::nullopt) << text;
  }
}

TEST(Entities, AreTakenOff) {
  EXPECT_EQ(WithoutEntities("{&quot;a&#34;:&nbsp;&#x22;b&amp;quot;&quot;}"),
            "{\"a\": \"b&quot;\"}");
  EXPECT_EQ(WithoutEntities("&lt;a&gt;&apos;&#39;"), "<a>''");
  EXPECT_EQ(WithoutEntities("a &amp; b"), std::nullopt);
}

TEST(DoubledQuotes, AreHalved) {
  EXPECT_EQ(WithoutDoubledQuotes(R"("{""a"":""b"",""c"":""""}")"), R"("{"a":"b","c":""}")");
  EXPECT_EQ(WithoutDoubledQuotes(R"({"a":""})"), std::nullopt);
}

TEST(Escapes, StandCutAtEveryByte) {
  const std::string text = R"(\"\u5df2\ud83d\ude00\x22%7B%22&quot;{""a)";
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    WithoutBackslashes(cut);
    WithoutEntities(cut);
    WithoutDoubledQuotes(cut);
    WithoutPercentCodes(cut);
    WithoutPercentCodesAndPlus(cut);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
