#include "bridge/admission/breaker.h"

#include <gtest/gtest.h>

namespace imageco::bridge::admission {
namespace {

constexpr absl::Duration kPause = absl::Seconds(10);

// Opens after three failures in a row, for ten seconds.
class BreakerTest : public testing::Test {
 protected:
  void Fail(int times) {
    for (int i = 0; i < times; ++i) breaker_.Fail(now_);
  }

  absl::Time now_ = absl::FromUnixSeconds(1'718'600'000);
  Breaker breaker_{3, kPause};
};

TEST_F(BreakerTest, AllowsAnythingAtFirst) {
  EXPECT_TRUE(breaker_.Allows(now_));
  EXPECT_FALSE(breaker_.Begin());
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, OpensAtTheLastOfSoManyFailuresAndNotBefore) {
  Fail(2);
  EXPECT_TRUE(breaker_.Allows(now_));
  Fail(1);
  EXPECT_FALSE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, CountsFailuresInARowAlone) {
  Fail(2);
  breaker_.Succeed();
  Fail(2);
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, AllowsOneTryAfterThePauseAndNotBefore) {
  Fail(3);
  now_ += kPause - absl::Nanoseconds(1);
  EXPECT_FALSE(breaker_.Allows(now_));
  now_ += absl::Nanoseconds(1);
  EXPECT_TRUE(breaker_.Allows(now_));
  EXPECT_TRUE(breaker_.Begin());
  EXPECT_FALSE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, ClosesWhenTheTrySucceeds) {
  Fail(3);
  now_ += kPause;
  breaker_.Begin();
  breaker_.Succeed();
  breaker_.EndTry();
  EXPECT_TRUE(breaker_.Allows(now_));
  EXPECT_FALSE(breaker_.Begin());
  Fail(2);
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, OpensAgainWhenTheTryFails) {
  Fail(3);
  now_ += kPause;
  breaker_.Begin();
  Fail(1);
  breaker_.EndTry();
  EXPECT_FALSE(breaker_.Allows(now_));
  now_ += kPause;
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, AllowsAnotherTryWhenTheFirstSentNothing) {
  Fail(3);
  now_ += kPause;
  breaker_.Begin();
  breaker_.EndTry();
  EXPECT_TRUE(breaker_.Allows(now_));
  EXPECT_TRUE(breaker_.Begin());
}

TEST_F(BreakerTest, ClosesWhenAMessageFromBeforeSucceeds) {
  Fail(3);
  breaker_.Succeed();
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, KnowsItsTryWhateverEndsMeanwhile) {
  Fail(3);
  now_ += kPause;
  EXPECT_TRUE(breaker_.Begin());
  breaker_.Succeed();
  EXPECT_FALSE(breaker_.Begin());
  Fail(3);
  now_ += kPause;
  EXPECT_FALSE(breaker_.Allows(now_));
  breaker_.EndTry();
  EXPECT_TRUE(breaker_.Allows(now_));
}

TEST_F(BreakerTest, SaysHowLongUntilItTries) {
  Fail(3);
  now_ += absl::Seconds(4);
  EXPECT_EQ(breaker_.TimeUntilTry(now_), absl::Seconds(6));
}

TEST_F(BreakerTest, NamesAMomentWhileOneTries) {
  Fail(3);
  now_ += kPause;
  breaker_.Begin();
  EXPECT_EQ(breaker_.TimeUntilTry(now_), absl::Milliseconds(100));
}

}  // namespace
}  // namespace imageco::bridge::admission
