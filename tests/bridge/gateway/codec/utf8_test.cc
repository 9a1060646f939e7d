#include "bridge/gateway/codec/utf8.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imageco::bridge::gateway {
namespace {

struct Encoded {
  char32_t value;
  std::string_view bytes;
};

// The first and the last code point of every length, and those beside the surrogates.
constexpr Encoded kBoundaries[] = {
    {0x00, std::string_view("\0", 1)},
    {0x7F, "\x7F"},
    {0x80, "\xC2\x80"},
    {0x7FF, "\xDF\xBF"},
    {0x800, "\xE0\xA0\x80"},
    {0xD7FF, "\xED\x9F\xBF"},
    {0xE000, "\xEE\x80\x80"},
    {0xFFFF, "\xEF\xBF\xBF"},
    {0x10000, "\xF0\x90\x80\x80"},
    {0x10FFFF, "\xF4\x8F\xBF\xBF"},
};

// Nothing that begins like one of these is UTF-8.
constexpr std::string_view kMalformed[] = {
    "\x80",              // a continuation alone
    "\xBF",              //
    "\xC0\x80",          // NUL in two bytes
    "\xC1\xBF",          // U+007F in two bytes
    "\xE0\x80\x80",      // NUL in three
    "\xE0\x9F\xBF",      // U+07FF in three
    "\xF0\x80\x80\x80",  // NUL in four
    "\xF0\x8F\xBF\xBF",  // U+FFFF in four
    "\xED\xA0\x80",      // U+D800
    "\xED\xAF\xBF",      // U+DBFF
    "\xED\xB0\x80",      // U+DC00
    "\xED\xBF\xBF",      // U+DFFF
    "\xF4\x90\x80\x80",  // U+110000
    "\xF5\x80\x80\x80",  // beyond Unicode
    "\xF8\x88\x80\x80\x80",
    "\xFE",
    "\xFF",
    "\xC2"
    "A",  // no continuation where one is due
    "\xE4\xBD"
    "A",
    "\xF0\x9F\x98"
    "A",
    "\xE4\xBD\xC0",
};

TEST(FirstCodePoint, ReadsTheBoundariesOfEveryLength) {
  for (const Encoded& expected : kBoundaries) {
    const CodePoint first = FirstCodePoint(expected.bytes);
    EXPECT_EQ(first.value, expected.value);
    EXPECT_EQ(first.bytes, expected.bytes.size());
  }
}

TEST(FirstCodePoint, LooksAtTheFirstAlone) {
  const CodePoint first = FirstCodePoint("复\xFF");
  EXPECT_EQ(first.value, U'复');
  EXPECT_EQ(first.bytes, 3u);
}

TEST(FirstCodePoint, RefusesWhatIsNotUtf8) {
  for (const std::string_view bytes : kMalformed) {
    EXPECT_EQ(FirstCodePoint(bytes).bytes, 0u) << testing::PrintToString(bytes);
  }
}

TEST(FirstCodePoint, RefusesSequencesCutAtEveryByte) {
  for (const Encoded& whole : kBoundaries) {
    for (size_t cut = 1; cut < whole.bytes.size(); ++cut) {
      EXPECT_EQ(FirstCodePoint(whole.bytes.substr(0, cut)).bytes, 0u);
    }
  }
}

TEST(FirstCodePoint, RefusesEveryPairThatNoSequenceBeginsWith) {
  int accepted = 0;
  for (int lead = 0x80; lead <= 0xFF; ++lead) {
    for (int next = 0; next <= 0xFF; ++next) {
      const char bytes[] = {static_cast<char>(lead), static_cast<char>(next)};
      if (FirstCodePoint(std::string_view(bytes, 2)).bytes != 0) ++accepted;
    }
  }
  EXPECT_EQ(accepted, 0x800 - 0x80);
}

TEST(CountCodePoints, CountsCharactersAndNotBytes) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("abc"), 3u);
  EXPECT_EQ(CountCodePoints("查看订单详情"), 6u);
  EXPECT_EQ(CountCodePoints("a复😀"), 3u);
  EXPECT_EQ(CountCodePoints("e\u0301"), 2u) << "a combining mark is a code point of its own";
  EXPECT_EQ(CountCodePoints(std::string_view("\0\0", 2)), 2u);
}

TEST(CountCodePoints, HasNoCountWhereverTheTextIsNotUtf8) {
  for (const std::string_view bytes : kMalformed) {
    const std::string bad(bytes);
    EXPECT_EQ(CountCodePoints(bad), std::nullopt);
    EXPECT_EQ(CountCodePoints("复" + bad), std::nullopt);
    EXPECT_EQ(CountCodePoints(bad + "复"), std::nullopt);
  }
}

TEST(AppendUtf8, WritesTheBoundariesOfEveryLength) {
  for (const Encoded& expected : kBoundaries) {
    std::string text;
    AppendUtf8(expected.value, text);
    EXPECT_EQ(text, expected.bytes);
  }
}

TEST(Shortened, LeavesWhatFits) {
  EXPECT_EQ(Shortened("", 0), "");
  EXPECT_EQ(Shortened("复", 3), "复");
}

TEST(Shortened, CutsBetweenCharacters) {
  const std::string text = "a复😀";
  const std::string_view kept[] = {"", "a", "a", "a", "a复", "a复", "a复", "a复", "a复😀"};
  for (size_t bytes_max = 0; bytes_max < std::size(kept); ++bytes_max) {
    EXPECT_EQ(Shortened(text, bytes_max), kept[bytes_max]) << bytes_max;
  }
}

TEST(Shortened, CutsToTheLimitWhateverTheBytes) {
  EXPECT_EQ(Shortened("\xFF\xFF\xFF", 2), "\xFF\xFF");
  EXPECT_EQ(Shortened("\x80\x80\x80", 2), "");
}

TEST(AppendUtf8, AppendsToWhatIsThere) {
  std::string text = "a";
  AppendUtf8(U'复', text);
  AppendUtf8(U'😀', text);
  EXPECT_EQ(text, "a复😀");
}

TEST(AppendUtf8, IsReadBackForEveryCodePoint) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value == 0xD800) value = 0xE000;
    std::string text;
    AppendUtf8(value, text);
    const CodePoint first = FirstCodePoint(text);
    ASSERT_EQ(first.value, value);
    ASSERT_EQ(first.bytes, text.size());
  }
}

TEST(IsXmlCharacter, FollowsTheProduction) {
  const struct {
    char32_t first, last;
    bool expected;
  } ranges[] = {
      {0x0, 0x8, false},           {0x9, 0xA, true},
      {0xB, 0xC, false},           {0xD, 0xD, true},
      {0xE, 0x1F, false},          {0x20, 0xD7FF, true},
      {0xD800, 0xDFFF, false},     {0xE000, 0xFFFD, true},
      {0xFFFE, 0xFFFF, false},     {0x10000, 0x10FFFF, true},
      {0x110000, 0x110010, false},
  };
  for (const auto& range : ranges) {
    for (char32_t value = range.first; value <= range.last; ++value) {
      ASSERT_EQ(IsXmlCharacter(value), range.expected) << static_cast<uint32_t>(value);
    }
  }
}

TEST(Utf8, KnowsHowFarAsciiGoes) {
  for (size_t length = 0; length < 20; ++length) {
    const std::string ascii(length, '\x7F');
    EXPECT_EQ(AsciiPrefix(ascii), length);
    EXPECT_EQ(AsciiPrefix(ascii + "\x80" + ascii), length);
    EXPECT_EQ(CountCodePoints(ascii + "复" + ascii), 2 * length + 1);
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
