#include "bridge/admission/rate_limit.h"

#include <random>

#include <gtest/gtest.h>

namespace imageco::bridge::admission {
namespace {

class RateLimitTest : public testing::Test {
 protected:
  // Tokens that can be taken at once.
  int TakeAll(RateLimit& limit) {
    int taken = 0;
    while (taken < 1000 && limit.TryTake(now_)) ++taken;
    return taken;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'718'600'000);
};

TEST_F(RateLimitTest, TakesWithoutEndWhereThereIsNoLimit) {
  RateLimit limit(0, 0, now_);
  EXPECT_EQ(TakeAll(limit), 1000);
  EXPECT_EQ(limit.TimeUntil(1000, now_), absl::ZeroDuration());
}

TEST_F(RateLimitTest, StartsWithItsBurst) {
  RateLimit limit(1, 5, now_);
  EXPECT_EQ(TakeAll(limit), 5);
}

TEST_F(RateLimitTest, HasAtLeastOneToken) {
  RateLimit limit(0.5, 0.5, now_);
  EXPECT_EQ(TakeAll(limit), 1);
}

TEST_F(RateLimitTest, GivesATokenWhenItsTimeHasComeAndNotBefore) {
  RateLimit limit(4, 1, now_);
  TakeAll(limit);
  now_ += absl::Milliseconds(249);
  EXPECT_FALSE(limit.TryTake(now_));
  now_ += absl::Milliseconds(1);
  EXPECT_TRUE(limit.TryTake(now_));
  EXPECT_FALSE(limit.TryTake(now_));
}

TEST_F(RateLimitTest, SavesNoMoreThanItsBurst) {
  RateLimit limit(10, 3, now_);
  TakeAll(limit);
  now_ += absl::Hours(1);
  EXPECT_EQ(TakeAll(limit), 3);
}

TEST_F(RateLimitTest, GivesItsRateOverAnHour) {
  RateLimit limit(10, 1, now_);
  TakeAll(limit);
  int taken = 0;
  for (int i = 0; i < 3600 * 100; ++i) {
    now_ += absl::Milliseconds(10);
    taken += limit.TryTake(now_);
  }
  EXPECT_NEAR(taken, 36'000, 1);
}

TEST_F(RateLimitTest, GivesARefundedTokenAgain) {
  RateLimit limit(1, 2, now_);
  TakeAll(limit);
  limit.Refund();
  EXPECT_EQ(TakeAll(limit), 1);
}

TEST_F(RateLimitTest, RefundsNoMoreThanItsBurst) {
  RateLimit limit(1, 2, now_);
  limit.Refund();
  EXPECT_EQ(TakeAll(limit), 2);
}

TEST_F(RateLimitTest, SaysHowLongUntilSoManyTokens) {
  RateLimit limit(10, 1, now_);
  EXPECT_EQ(limit.TimeUntil(1, now_), absl::ZeroDuration());
  EXPECT_EQ(limit.TimeUntil(3, now_), absl::Milliseconds(200));
  TakeAll(limit);
  EXPECT_EQ(limit.TimeUntil(1, now_), absl::Milliseconds(100));
}

TEST_F(RateLimitTest, RoundsTheWaitUp) {
  RateLimit limit(3, 1, now_);
  TakeAll(limit);
  EXPECT_EQ(limit.TimeUntil(1, now_), absl::Milliseconds(334));
}

TEST_F(RateLimitTest, AddsNothingWhileTheClockGoesBackwards) {
  RateLimit limit(1, 5, now_);
  TakeAll(limit);
  now_ -= absl::Hours(1);
  EXPECT_FALSE(limit.TryTake(now_));
}

TEST_F(RateLimitTest, GoesOnAtItsRateAfterTheClockWentBackwards) {
  RateLimit limit(1, 5, now_);
  TakeAll(limit);
  now_ -= absl::Hours(1);
  limit.TryTake(now_);
  now_ += absl::Seconds(1);
  EXPECT_EQ(TakeAll(limit), 1);
}

// Whoever sleeps for as long as it says finds a token, whatever the sums come to in binary.
TEST_F(RateLimitTest, HasATokenAfterTheTimeItNamed) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> microseconds(0, 400'000);
  for (double rate : {0.3, 1.0 / 3, 0.7, 1.0, 3.0, 7.0, 10.0, 25.0, 60.0 / 60, 333.0}) {
    RateLimit limit(rate, 2, now_);
    for (int i = 0; i < 20'000; ++i) {
      now_ += absl::Microseconds(microseconds(random));
      now_ += limit.TimeUntil(1, now_);
      ASSERT_TRUE(limit.TryTake(now_)) << "at " << rate << " a second, round " << i;
    }
  }
}

}  // namespace
}  // namespace imageco::bridge::admission
