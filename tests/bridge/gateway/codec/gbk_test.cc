#include "bridge/gateway/codec/gbk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/utf8.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"

namespace imageco::bridge::gateway {
namespace {

using testing::HasSubstr;

std::string Encode(std::string_view utf8) {
  const absl::StatusOr<std::string> bytes = SharedGbk()->Encode(utf8);
  return bytes.ok() ? *bytes : std::string(bytes.status().message());
}

std::string Decode(std::string_view bytes) {
  const absl::StatusOr<std::string> utf8 = SharedGbk()->Decode(bytes);
  return utf8.ok() ? *utf8 : std::string(utf8.status().message());
}

std::string Bracketed(char32_t character) {
  return absl::StrFormat("[%04X]", static_cast<uint32_t>(character));
}

// A character and its bytes.
struct Code {
  std::string_view utf8;
  std::string_view bytes;
};

// Trail bytes that mean something in JSON, XML and the vendor's joined lists.
constexpr Code kTrailBytesOfAscii[] = {
    {"乗", "\x81\x5C"}, {"黒", "\xFC\x5C"},  // backslash
    {"乚", "\x81\x5D"}, {"齗", "\xFD\x5D"},  // ]
    {"億", "\x83\x7C"}, {"亅", "\x81\x7C"},  // |
    {"乕", "\x81\x5B"},                      // [
    {"亄", "\x81\x7B"}, {"倉", "\x82\x7D"},  // braces
    {"丂", "\x81\x40"}, {"亊", "\x81\x7E"},  // @, ~
};

TEST(Gbk, EncodesTheTextsOfThePage) {
  EXPECT_EQ(Encode("已与用户沟通解决"),
            "\xD2\xD1\xD3\xEB\xD3\xC3\xBB\xA7\xB9\xB5\xCD\xA8\xBD\xE2\xBE\xF6");
  EXPECT_EQ(Encode("查看订单详情"), "\xB2\xE9\xBF\xB4\xB6\xA9\xB5\xA5\xCF\xEA\xC7\xE9");
  EXPECT_EQ(Encode("回复成功"), "\xBB\xD8\xB8\xB4\xB3\xC9\xB9\xA6");
}

TEST(Gbk, LeavesAsciiAlone) {
  for (char c = 0; c >= 0 && c < 0x7F; ++c) {
    EXPECT_TRUE(SharedGbk()->Has(static_cast<char32_t>(c)));
    EXPECT_EQ(Encode(std::string_view(&c, 1)), std::string(1, c));
    EXPECT_EQ(Decode(std::string_view(&c, 1)), std::string(1, c));
  }
}

TEST(Gbk, EncodesAndDecodesTrailBytesThatAreAscii) {
  for (const Code& code : kTrailBytesOfAscii) {
    EXPECT_EQ(Encode(code.utf8), code.bytes) << code.utf8;
    EXPECT_EQ(Decode(code.bytes), code.utf8) << code.utf8;
  }
}

// The digest was made from what Java 17 (GBK and x-mswin-936), Python 3 (gbk and cp936) and glibc
// all encode to the same bytes: lines "4E2D D6D0" in the order of the characters.
TEST(Gbk, HasWhatAllImplementationsShareAndNothingElse) {
  std::string table;
  int characters = 0;
  for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    if (!SharedGbk()->Has(c)) continue;
    std::string utf8;
    AppendUtf8(c, utf8);
    const std::string bytes = Encode(utf8);
    ASSERT_EQ(bytes.size(), 2u);
    table +=
        absl::StrFormat("%04X %02X%02X\n", static_cast<uint32_t>(c),
                        static_cast<unsigned char>(bytes[0]), static_cast<unsigned char>(bytes[1]));
    ++characters;
  }
  EXPECT_EQ(characters, 21790);
  EXPECT_EQ(Md5Lower(table), "1cc4ee33c9eb417cf2d01d465a1ded67");
}

TEST(Gbk, DecodesEveryCharacterThatItEncodes) {
  for (char32_t c = 0; c <= 0xFFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    if (!SharedGbk()->Has(c)) continue;
    std::string utf8;
    AppendUtf8(c, utf8);
    ASSERT_EQ(Decode(Encode(utf8)), utf8);
  }
}

TEST(Gbk, LacksWhatImplementationsDisagreeOn) {
  for (const char32_t c : {U'€', U'⊕', U'♁', char32_t{0xE000}, char32_t{0xA0}}) {
    EXPECT_FALSE(SharedGbk()->Has(c)) << static_cast<uint32_t>(c);
  }
}

TEST(Gbk, LacksWhatIsBeyondTheBasicPlane) {
  for (const char32_t c :
       {U'😀', U'𠀀', char32_t{0xE0061}, char32_t{0x10FFFF}, char32_t{0x1D6D0}}) {
    EXPECT_FALSE(SharedGbk()->Has(c)) << static_cast<uint32_t>(c);
  }
}

TEST(Gbk, EncodeNamesTheCharacterThatItLacks) {
  EXPECT_EQ(Encode("a€"), "U+20AC is not in GBK");
  EXPECT_EQ(Encode("⊕"), "U+2295 is not in GBK");
  EXPECT_EQ(Encode("复\u00A0复"), "U+00A0 is not in GBK");
  EXPECT_EQ(Encode("😀"), "U+1F600 is not in GBK");
  EXPECT_EQ(Encode("\U000E0061"), "U+E0061 is not in GBK");
}

TEST(Gbk, EncodeEscapesWhatItLacksAndNothingElse) {
  EXPECT_EQ(*SharedGbk()->Encode("a复€\u00A0😀\U000E0061b", &Bracketed),
            "a\xB8\xB4[20AC][00A0][1F600][E0061]b");
}

TEST(Gbk, EncodeRefusesWhatIsNotUtf8EvenWithAnEscape) {
  for (const std::string_view bad : {"\xFF", "\xE5\xA4", "\xED\xA0\x80", "a\x80"}) {
    EXPECT_EQ(SharedGbk()->Encode(bad).status().message(), "not UTF-8");
    EXPECT_EQ(SharedGbk()->Encode(bad, &Bracketed).status().message(), "not UTF-8");
  }
}

TEST(Gbk, DecodesBothEuros) {
  EXPECT_EQ(Decode("\x80"), "€");
  EXPECT_EQ(Decode("\xA2\xE3"), "€");
  EXPECT_EQ(Decode("1\x80\x80\xB8\xB4"), "1€€复");
}

TEST(Gbk, DecodesTwoByteCodesOfGb18030ThatGbkLacks) {
  EXPECT_EQ(Decode("\xA8\xBF"), "\u01F9");
  EXPECT_EQ(Decode("\xA8\x92"), "⊕");
}

TEST(Gbk, DecodesFourByteCodes) {
  const Code codes[] = {
      {"\u0080", "\x81\x30\x81\x30"},     {"\u00A0", "\x81\x30\x84\x32"},
      {"ç", "\x81\x30\x8A\x34"},          {"㐀", "\x81\x39\xEE\x39"},
      {"\uFFFF", "\x84\x31\xA4\x39"},     {"😀", "\x94\x39\xFC\x36"},
      {"𠀀", "\x95\x32\x82\x36"},         {"\U000E0061", "\xD3\x36\x9F\x35"},
      {"\U0010FFFF", "\xE3\x32\x9A\x35"},
  };
  for (const Code& code : codes) {
    EXPECT_EQ(Decode(code.bytes), code.utf8);
    EXPECT_EQ(Decode("a" + std::string(code.bytes) + "\xB8\xB4"),
              "a" + std::string(code.utf8) + "复");
  }
}

TEST(Gbk, DecodeNamesTheFirstByteThatIsNotGbk) {
  EXPECT_EQ(Decode("\xFF"), "not GBK at byte 0");
  EXPECT_EQ(Decode("a\xB8\xB4\xFF"), "not GBK at byte 3");
}

TEST(Gbk, DecodeRefusesWhatIsNoCode) {
  for (const std::string_view bad : {
           "\x81", "\x81\x7F", "\x81\xFF", "\x81\x20", "\xB8", "\xFE\xFF",
           "\x81\x30",          // four bytes cut short
           "\x81\x30\x81",      //
           "\x81\x30\x81\x40",  // no digit in the last place
           "\x81\x30\x30\x30",  // no lead in the third
           "\xFE\x39\xFE\x39",  // not assigned
           "\xE3\x32\x9A\x36",  // U+110000
       }) {
    EXPECT_THAT(Decode(bad), HasSubstr("not GBK at byte 0")) << testing::PrintToString(bad);
  }
}

TEST(Gbk, DecodesPrefixesOrRefusesThemWhereACharacterIsCut) {
  const std::string_view bytes = "a\xB8\xB4\x80\x94\x39\xFC\x36\x81\x5C";
  const std::string whole = "a复€😀乗";
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    const std::string prefix = Decode(bytes.substr(0, cut));
    const bool inside = cut == 2 || (cut >= 5 && cut <= 7) || cut == 9;
    if (inside) {
      EXPECT_THAT(prefix, HasSubstr("not GBK at byte")) << cut;
    } else {
      EXPECT_TRUE(whole.starts_with(prefix)) << cut;
    }
  }
}

TEST(Gbk, DecodesEveryPairOfBytesToUtf8OrRefusesIt) {
  for (int pair = 0; pair <= 0xFFFF; ++pair) {
    const char bytes[] = {static_cast<char>(pair >> 8), static_cast<char>(pair & 0xFF)};
    const absl::StatusOr<std::string> utf8 = SharedGbk()->Decode(std::string_view(bytes, 2));
    ASSERT_TRUE(!utf8.ok() || CountCodePoints(*utf8).has_value()) << pair;
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
