// The breaker, and who waits when it opens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/admission/admission.h"
#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::Optional;

// Two failures in a row open it for ten seconds; three messages at a time.
class AdmissionBreakerTest : public AdmissionFixture {
 protected:
  AdmissionBreakerTest()
      : AdmissionFixture(
            {.concurrency_max = 3, .breaker_failures = 2, .breaker_pause = absl::Seconds(10)}) {}

  void FailTimes(int times) {
    for (int i = 0; i < times; ++i) TryTake()->Fail();
  }
};

TEST_F(AdmissionBreakerTest, RefusesWhileItIsOpenAndSaysForHowLong) {
  FailTimes(2);
  loop_.Advance(absl::Seconds(4));
  EXPECT_FALSE(TryTake());
  EXPECT_THAT(Take().result, Optional(IsRefusal(Why::kCircuitOpen, absl::Seconds(6))));
}

TEST_F(AdmissionBreakerTest, StaysClosedWhereFailuresAreNotInARow) {
  FailTimes(1);
  TryTake()->Succeed();
  FailTimes(1);
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionBreakerTest, CountsNoSlotThatSaysNothing) {
  FailTimes(1);
  TryTake();
  FailTimes(1);
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionBreakerTest, LetsOneTryAfterThePause) {
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  const auto tries = TryTake();
  EXPECT_TRUE(tries);
  EXPECT_FALSE(TryTake());
  EXPECT_THAT(Take().result, Optional(IsRefusal(Why::kCircuitOpen, absl::Milliseconds(100))));
}

TEST_F(AdmissionBreakerTest, PausesNoLongerWhenTheWallClockIsSetBack) {
  FailTimes(2);
  loop_.ShiftWallClock(-absl::Hours(1));
  loop_.Advance(absl::Seconds(10));
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionBreakerTest, ClosesWhenTheTrySucceeds) {
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  TryTake()->Succeed();
  const auto first = TryTake();
  const auto second = TryTake();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

TEST_F(AdmissionBreakerTest, OpensAgainWhenTheTryFails) {
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  TryTake()->Fail();
  EXPECT_FALSE(TryTake());
  loop_.Advance(absl::Seconds(10));
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionBreakerTest, LetsAnotherTryWhenTheFirstSaysNothing) {
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  TryTake();
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionBreakerTest, RefusesAllWhoWaitWhenItOpens) {
  Taker& first = Take();
  Taker& second = Take();
  Take();
  Taker& waiting = Take();
  Taker& waiting_too = Take();
  first.slot().Fail();
  second.slot().Fail();
  Release(first);
  EXPECT_THAT(waiting.result, Optional(IsRefusal(Why::kCircuitOpen, absl::Seconds(10))));
  EXPECT_THAT(waiting_too.result, Optional(IsRefusal(Why::kCircuitOpen, absl::Seconds(10))));
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(AdmissionBreakerTest, ServesWhoWaitsWhenTheFirstFails) {
  Taker& first = Take();
  Take();
  Take();
  Taker& waiting = Take();
  first.slot().Fail();
  Release(first);
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
}

TEST_F(AdmissionBreakerTest, LetsOneOfThoseWhoWaitTryAndRefusesTheOthers) {
  Taker& first = Take();
  Take();
  Take();
  first.slot().Fail();
  first.slot().Fail();
  loop_.Advance(absl::Seconds(10));
  Taker& waiting = Take();
  Taker& waiting_too = Take();
  Release(first);
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
  EXPECT_THAT(waiting_too.result, Optional(IsRefusal(Why::kCircuitOpen, absl::Milliseconds(100))));
}

// A message from before it opened may still end while another tries.
TEST_F(AdmissionBreakerTest, LetsOneTryAtATimeHoweverOldMessagesEnd) {
  auto old = TryTake();
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  auto first_try = TryTake();
  old->Succeed();
  old.reset();
  FailTimes(2);
  loop_.Advance(absl::Seconds(10));
  EXPECT_FALSE(TryTake());
  first_try.reset();
  const auto second_try = TryTake();
  EXPECT_TRUE(second_try);
  EXPECT_FALSE(TryTake());
}

}  // namespace
}  // namespace imageco::bridge::admission
