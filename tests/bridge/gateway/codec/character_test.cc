#include "bridge/gateway/codec/character.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

TEST(IsControl, KnowsC0DelAndC1) {
  for (const char32_t control : {0x00, 0x09, 0x0D, 0x1F, 0x7F, 0x80, 0x85, 0x9F}) {
    EXPECT_TRUE(IsControl(control)) << static_cast<uint32_t>(control);
  }
  for (const char32_t other : {0x20, 0x7E, 0xA0, 0x2028, 0x200B, 0xFEFF}) {
    EXPECT_FALSE(IsControl(other)) << static_cast<uint32_t>(other);
  }
}

TEST(IsBlank, KnowsWhatShowsNothing) {
  for (const char32_t blank :
       {0x09,   0x0D,   0x20,   0x85,   0xA0,   0xAD,   0x1680, 0x180E, 0x2000,
        0x200A, 0x200B, 0x200D, 0x200F, 0x2028, 0x2029, 0x202E, 0x202F, 0x205F,
        0x2060, 0x2066, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xE0020}) {
    EXPECT_TRUE(IsBlank(blank)) << static_cast<uint32_t>(blank);
  }
}

TEST(IsBlank, TakesNothingThatShowsForIt) {
  for (const char32_t other : {0x00, 0x08, 0x0E, 0x21, 0x7E, 0xA1, 0xAC, 0xAE, 0x1FFF, 0x2010,
                               0x2027, 0x2030, 0x3001, 0x4E00, 0xFF01, 0xFFFD, 0x1F600, 0x10FFFF}) {
    EXPECT_FALSE(IsBlank(other)) << static_cast<uint32_t>(other);
  }
}

TEST(IsAllBlank, LooksAtEveryCharacter) {
  EXPECT_TRUE(IsAllBlank(""));
  EXPECT_TRUE(IsAllBlank(" \t\u3000\uFEFF"));
  EXPECT_FALSE(IsAllBlank(" \u3000."));
  EXPECT_FALSE(IsAllBlank(" \xFF"));
}

}  // namespace
}  // namespace imageco::bridge::gateway
