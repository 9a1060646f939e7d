#include "bridge/gateway/message/identifier.h"

#include <gtest/gtest.h>

#include <string>

namespace imageco::bridge::gateway {
namespace {

TEST(WhyNoIdentifier, IsNothingForAnId) {
  for (const std::string id : {"1", "39493002", "t-1", "订单 7", "a\u3000b", "😀"}) {
    EXPECT_EQ(WhyNoIdentifier(id), "") << id;
  }
}

TEST(WhyNoIdentifier, NamesTheFirstThingThatIsWrong) {
  EXPECT_EQ(WhyNoIdentifier(""), "is empty");
  EXPECT_EQ(WhyNoIdentifier("\xFF"), "is not UTF-8");
  EXPECT_EQ(WhyNoIdentifier("a\xE5\xA4"), "is not UTF-8");
  EXPECT_EQ(WhyNoIdentifier("订\n单"), "holds a control character, U+000A at character 2");
  EXPECT_EQ(WhyNoIdentifier(" "), "begins with a blank, U+0020");
  EXPECT_EQ(WhyNoIdentifier("\u3000a "), "begins with a blank, U+3000");
  EXPECT_EQ(WhyNoIdentifier("a\u2060"), "ends with a blank, U+2060");
}

}  // namespace
}  // namespace imageco::bridge::gateway
