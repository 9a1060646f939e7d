#include "bridge/base/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::bridge::base {
namespace {

TEST(RandomHexTest, GivesDigitsThatAreOthersEachTime) {
  const absl::StatusOr<std::string> digits = RandomHex(16);
  ASSERT_TRUE(digits.ok()) << digits.status();
  EXPECT_THAT(*digits, testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(RandomHex(16).value(), *digits);
}

TEST(RandomHexTest, SaysSoWhereTheSystemGivesNone) {
  EXPECT_TRUE(absl::IsUnavailable(RandomHex(257).status()));
}

}  // namespace
}  // namespace imageco::bridge::base
