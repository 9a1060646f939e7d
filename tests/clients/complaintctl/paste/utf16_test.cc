#include "clients/complaintctl/paste/utf16.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(Utf8Of, JoinsPairsAndReplacesHalves) {
  EXPECT_EQ(Utf8Of(u"a已😀"), "a已😀");
  EXPECT_EQ(Utf8Of(std::u16string(1, 0xD83D)), "\uFFFD");
  EXPECT_EQ(Utf8Of(std::u16string{0xDE00, 0xD83D, 'a'}), "\uFFFD\uFFFDa");
}

TEST(FromUtf16, ReadsBothOrders) {
  EXPECT_EQ(FromUtf16(std::string("\xFF\xFE{\0\xF2\x5D", 6)), "{已");
  EXPECT_EQ(FromUtf16(std::string("\xFE\xFF\0{\x5D\xF2", 6)), "{已");
}

TEST(FromUtf16, IsNothingWithoutAMarkOrWithHalfAUnit) {
  for (const std::string& bytes :
       {std::string(), std::string("{\0", 2), std::string("\xFF"), std::string("\xFF\xFE{")}) {
    EXPECT_EQ(FromUtf16(bytes), std::nullopt);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
