// Concurrency and the queue in front of it.
#include "bridge/admission/admission.h"

#include <optional>
#include <utility>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/running_task.h"
#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::AllOf;
using testing::Not;
using testing::Optional;

constexpr absl::Duration kOverloadedRetry = absl::Seconds(1);

// Two at a time, three in the queue, for ten seconds.
class AdmissionTest : public AdmissionFixture {
 protected:
  AdmissionTest()
      : AdmissionFixture({.concurrency_max = 2,
                          .waiting_max = 3,
                          .wait_max = absl::Seconds(10),
                          .time_to_send_min = absl::Milliseconds(100)}) {}
};

TEST_F(AdmissionTest, GivesAsManySlotsAtOnceAsMayRun) {
  const auto first = TryTake();
  const auto second = TryTake();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionTest, GivesASlotAgainThatWasGivenBack) {
  auto first = TryTake();
  const auto second = TryTake();
  first.reset();
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionTest, CountsASlotOnceHoweverOftenItMoves) {
  auto first = TryTake();
  {
    const Slot moved = std::move(*first);
    first.reset();
    const auto second = TryTake();
    EXPECT_FALSE(TryTake());
  }
  const auto one = TryTake();
  const auto two = TryTake();
  EXPECT_TRUE(two);
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionTest, NeedNotWaitWhereASlotIsFree) {
  EXPECT_THAT(Take().result, Optional(IsSlot()));
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(AdmissionTest, GivesNoSlotAtOnceWhereTheDeadlineIsTooShort) {
  EXPECT_FALSE(TryTake(absl::Milliseconds(100) - absl::Nanoseconds(1)));
  EXPECT_TRUE(TryTake(absl::Milliseconds(100)));
}

TEST_F(AdmissionTest, RefusesWhereTheDeadlineIsTooShort) {
  EXPECT_THAT(Take(absl::Milliseconds(100) - absl::Nanoseconds(1)).result,
              Optional(IsRefusal(Why::kDeadlineTooShort, absl::ZeroDuration())));
  EXPECT_THAT(Take(absl::Milliseconds(100)).result, Optional(IsSlot()));
}

TEST_F(AdmissionTest, TakesADeadlineThatNeverComes) {
  EXPECT_TRUE(TryTake(absl::InfiniteDuration()));
  EXPECT_THAT(Take(absl::InfiniteDuration()).result, Optional(IsSlot()));
}

// With both slots taken.
class FullAdmissionTest : public AdmissionTest {
 protected:
  Taker& first_ = Take();
  Taker& second_ = Take();
};

TEST_F(FullAdmissionTest, ForgetsWhoGoesWhileItWaits) {
  base::Cancellation caller;
  { const base::RunningTask gone(Wait(caller)); }
  caller.Cancel();
  Taker& next = Take();
  Release(first_);
  EXPECT_THAT(next.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, GivesTheSlotOfWhoGoesBeforeItGoesOnToTheNext) {
  base::Cancellation caller;
  std::optional<base::RunningTask> goes(std::in_place, Wait(caller));
  Taker& next = Take();
  first_.Release();
  goes.reset();
  loop_.RunUntilIdle();
  EXPECT_THAT(next.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, TellsARefusalOfOneCallerFromOneThatAllHear) {
  const Taker& late = Take(absl::Seconds(5));
  const Taker& patient = Take();
  Taker& gone = Take();
  const Taker& too_many = Take();
  const Taker& hasty = Take(absl::ZeroDuration());
  gone.caller.Cancel();
  loop_.Advance(absl::Seconds(10));
  EXPECT_THAT(late.result, Optional(IsRefusalOfItsOwn()));
  EXPECT_THAT(gone.result, Optional(IsRefusalOfItsOwn()));
  EXPECT_THAT(hasty.result, Optional(IsRefusalOfItsOwn()));
  EXPECT_THAT(patient.result, Optional(AllOf(Not(IsSlot()), Not(IsRefusalOfItsOwn()))));
  EXPECT_THAT(too_many.result, Optional(AllOf(Not(IsSlot()), Not(IsRefusalOfItsOwn()))));
}

TEST_F(FullAdmissionTest, ServesFirstComeFirst) {
  Taker& third = Take();
  Taker& fourth = Take();
  Release(first_);
  EXPECT_THAT(third.result, Optional(IsSlot()));
  EXPECT_TRUE(fourth.waits());
  Release(second_);
  EXPECT_THAT(fourth.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, HandsTheSlotOverAfterWhoeverGaveItBackIsDone) {
  Taker& third = Take();
  first_.Release();
  EXPECT_TRUE(third.waits());
  loop_.RunUntilIdle();
  EXPECT_THAT(third.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, LetsNobodyOvertakeWhoWaits) {
  Taker& third = Take();
  Taker& fourth = Take();
  Release(first_);
  Release(second_);
  third.Release();
  EXPECT_THAT(fourth.result, Optional(IsSlot()));
  Take();
  Take();
  Taker& waiting = takers_.back();
  EXPECT_TRUE(waiting.waits());
  fourth.Release();
  EXPECT_FALSE(TryTake());
  loop_.RunUntilIdle();
}

TEST_F(FullAdmissionTest, RefusesWhoeverComesWhenAsManyWaitAsMay) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Take().waits());
  EXPECT_THAT(Take().result, Optional(IsRefusal(Why::kOverloaded, kOverloadedRetry)));
}

TEST_F(FullAdmissionTest, LetsTheNextWaitWhenOneIsServed) {
  for (int i = 0; i < 3; ++i) Take();
  Release(first_);
  EXPECT_TRUE(Take().waits());
}

TEST_F(FullAdmissionTest, RefusesWhoHasWaitedAsLongAsMay) {
  Taker& waiting = Take();
  loop_.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  EXPECT_TRUE(waiting.waits());
  loop_.Advance(absl::Nanoseconds(1));
  EXPECT_THAT(waiting.result, Optional(IsRefusal(Why::kOverloaded, kOverloadedRetry)));
}

TEST_F(FullAdmissionTest, WaitsNoLongerThanTheDeadlineLeavesTimeToSend) {
  Taker& waiting = Take(absl::Seconds(3));
  loop_.Advance(absl::Milliseconds(2900) - absl::Nanoseconds(1));
  EXPECT_TRUE(waiting.waits());
  loop_.Advance(absl::Nanoseconds(1));
  EXPECT_THAT(waiting.result, Optional(IsRefusal(Why::kOverloaded, kOverloadedRetry)));
}

TEST_F(FullAdmissionTest, ServesTheNextWhereTheFirstWaitedTooLong) {
  Taker& hurried = Take(absl::Seconds(1));
  Taker& patient = Take();
  loop_.Advance(absl::Seconds(1));
  Release(first_);
  EXPECT_THAT(hurried.result, Optional(IsRefusal(Why::kOverloaded, kOverloadedRetry)));
  EXPECT_THAT(patient.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, RefusesACallerWhoGoesWaiting) {
  Taker& gone = Take();
  Taker& next = Take();
  gone.caller.Cancel();
  loop_.RunUntilIdle();
  EXPECT_THAT(gone.result, Optional(IsRefusal(Why::kCallerGone, absl::ZeroDuration())));
  Release(first_);
  EXPECT_THAT(next.result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, RefusesACallerWhoIsGoneAlready) {
  Taker& gone = takers_.emplace_back();
  gone.caller.Cancel();
  base::Spawn(
      admission_->Take(absl::InfiniteFuture(), gone.caller),
      [&gone](std::variant<Slot, Refusal> result) { gone.result.emplace(std::move(result)); });
  EXPECT_THAT(gone.result, Optional(IsRefusal(Why::kCallerGone, absl::ZeroDuration())));
}

TEST_F(FullAdmissionTest, FreesThePlaceOfACallerWhoWent) {
  for (int i = 0; i < 3; ++i) Take();
  takers_.back().caller.Cancel();
  EXPECT_TRUE(Take().waits());
}

TEST_F(FullAdmissionTest, KeepsTheSlotForACallerWhoGoesOnceItIsTheirs) {
  Taker& waiting = Take();
  first_.Release();
  waiting.caller.Cancel();
  loop_.RunUntilIdle();
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
  Release(waiting);
  EXPECT_THAT(Take().result, Optional(IsSlot()));
}

TEST_F(FullAdmissionTest, CancelsTheTimerOfWhoIsServed) {
  Take();
  EXPECT_EQ(loop_.timers(), 1u);
  Release(first_);
  loop_.RunUntilIdle();
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(FullAdmissionTest, CancelsTheTimerOfACallerWhoGoes) {
  Take().caller.Cancel();
  loop_.RunUntilIdle();
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(FullAdmissionTest, ListensToNoCallerWhoWasServed) {
  Taker& served = Take();
  Release(first_);
  served.caller.Cancel();
  loop_.RunUntilIdle();
  EXPECT_THAT(served.result, Optional(IsSlot()));
}

}  // namespace
}  // namespace imageco::bridge::admission
