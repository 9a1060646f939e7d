#include "imageco/complaint/result.h"

#include <memory>
#include <string>
#include <type_traits>

#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

Error TestError() {
  Error error;
  error.message = "why";
  return error;
}

TEST(Result, HoldsAValue) {
  Result<std::string> result = std::string("x");
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result);
  EXPECT_EQ(result.value(), "x");
  EXPECT_EQ(*result, "x");
  EXPECT_EQ(result->size(), 1U);
  result.value() = "y";
  EXPECT_EQ(std::move(result).value(), "y");
}

TEST(Result, HoldsAnError) {
  const Result<std::string> result = TestError();
  EXPECT_FALSE(result.ok());
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().message, "why");
}

TEST(Result, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> value = *std::move(result);
  EXPECT_EQ(*value, 7);
}

TEST(ResultDeathTest, SaysWhyThereIsNoValue) {
  const Result<std::string> result = TestError();
  EXPECT_DEATH(static_cast<void>(result.value()), "holds an error: UNKNOWN: why");
}

TEST(ResultDeathTest, SaysThatThereIsNoError) {
  const Result<std::string> result = std::string("x");
  EXPECT_DEATH(static_cast<void>(result.error()), "holds a value, and no error");
}

}  // namespace
}  // namespace imageco::complaint
