// The rate, and who waits for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/admission/admission.h"
#include "bridge/base/running_task.h"
#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::Not;
using testing::Optional;

// Ten a second, two at once; nobody waits longer than half a second.
class AdmissionRateTest : public AdmissionFixture {
 protected:
  AdmissionRateTest()
      : AdmissionFixture({.rate_per_second = 10,
                          .burst = 2,
                          .waiting_max = 100,
                          .wait_max = absl::Milliseconds(500)}) {}

  void TakeBurst() {
    TryTake();
    TryTake();
  }
};

TEST_F(AdmissionRateTest, GivesItsBurstAtOnce) {
  EXPECT_TRUE(TryTake());
  EXPECT_TRUE(TryTake());
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionRateTest, ServesWhoWaitsOneByOneAtItsRate) {
  TakeBurst();
  Taker& first = Take();
  Taker& second = Take();
  loop_.Advance(absl::Milliseconds(99));
  EXPECT_TRUE(first.waits());
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(first.result, Optional(IsSlot()));
  EXPECT_TRUE(second.waits());
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_THAT(second.result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, RefusesAtOnceWhoseTurnComesTooLate) {
  TakeBurst();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Take().waits());
  EXPECT_THAT(Take().result, Optional(IsRefusal(Why::kRateLimited, absl::Milliseconds(600))));
  loop_.Advance(absl::Seconds(1));
}

TEST_F(AdmissionRateTest, RefusesAtOnceWhoseDeadlineComesBeforeTheTurn) {
  TakeBurst();
  EXPECT_THAT(Take(absl::Milliseconds(199)).result,
              Optional(IsRefusal(Why::kRateLimited, absl::Milliseconds(100))));
  EXPECT_TRUE(Take(absl::Milliseconds(200)).waits());
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_THAT(takers_.back().result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, ServesEveryoneItLetWait) {
  TakeBurst();
  for (int i = 0; i < 5; ++i) Take();
  loop_.Advance(absl::Milliseconds(500));
  for (const Taker& taker : takers_) EXPECT_THAT(taker.result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, ServesSoonerWhatIsRefunded) {
  auto slot = TryTake();
  TryTake();
  Taker& waiting = Take();
  slot->Refund();
  slot.reset();
  loop_.RunUntilIdle();
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, TakesBackTheTokenOfWhoGoesBeforeItGoesOn) {
  TakeBurst();
  base::Cancellation caller;
  std::optional<base::RunningTask> goes(std::in_place, Wait(caller));
  ASSERT_TRUE(loop_.RunNext());  // it has its token, and a turn of the loop to go
  EXPECT_FALSE(TryTake());
  goes.reset();
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionRateTest, TellsAnEarlyDeadlineFromARateThatIsUsedUp) {
  TakeBurst();
  Take();
  EXPECT_THAT(Take(absl::Milliseconds(199)).result, Optional(IsRefusalOfItsOwn()));
  for (int i = 0; i < 4; ++i) Take();
  const Taker& late = Take();
  EXPECT_THAT(late.result, Optional(IsRefusal(Why::kRateLimited, absl::Milliseconds(600))));
  EXPECT_THAT(late.result, Optional(Not(IsRefusalOfItsOwn())));
  loop_.Advance(absl::Seconds(1));
}

TEST_F(AdmissionRateTest, LetsNobodyOvertakeWhoWaitsForTheRate) {
  std::optional<Slot> slot = TryTake();
  TryTake();
  Taker& waiting = Take();
  slot->Refund();  // there is a token, which nobody has been told of
  EXPECT_FALSE(TryTake());
  slot.reset();
  loop_.RunUntilIdle();
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, SavesItsBurstWhileNobodyComes) {
  TakeBurst();
  loop_.Advance(absl::Hours(1));
  EXPECT_TRUE(TryTake());
  EXPECT_TRUE(TryTake());
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionRateTest, LeavesNoTimerWhenNobodyWaits) {
  TakeBurst();
  Take();
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(AdmissionRateTest, LeavesNoTimerWhenItIsDestroyed) {
  TakeBurst();
  Taker& gone = Take();
  gone.caller.Cancel();
  loop_.RunUntilIdle();
  takers_.clear();
  admission_.reset();
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(AdmissionRateTest, GoesOnServingAfterTheClockWentBackwards) {
  TakeBurst();
  Taker& waiting = Take();
  loop_.ShiftWallClock(-absl::Hours(1));
  loop_.Advance(absl::Milliseconds(200));
  EXPECT_THAT(waiting.result, Optional(IsSlot()));
}

TEST_F(AdmissionRateTest, GivesNoTokenBecauseTheWallClockIsSetForward) {
  TakeBurst();
  loop_.ShiftWallClock(absl::Hours(1));
  EXPECT_FALSE(TryTake());
  loop_.ShiftWallClock(-absl::Hours(2));
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(TryTake());
}

// The rate as it is documented: without a burst, the rate itself, at least one.
TEST(AdmissionBurstTest, IsTheRateWhereNoneIsGiven) {
  base::SimulatedLoop loop;
  Admission admission(loop, {.rate_per_second = 3});
  int taken = 0;
  while (taken < 10 && admission.TryTake(absl::InfiniteFuture())) ++taken;
  EXPECT_EQ(taken, 3);
}

TEST(AdmissionBurstTest, IsAtLeastOne) {
  base::SimulatedLoop loop;
  Admission admission(loop, {.rate_per_second = 0.1});
  EXPECT_TRUE(admission.TryTake(absl::InfiniteFuture()));
  EXPECT_FALSE(admission.TryTake(absl::InfiniteFuture()));
}

TEST(AdmissionBurstTest, MeansNothingWithoutARate) {
  base::SimulatedLoop loop;
  Admission admission(loop, {});
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(admission.TryTake(absl::InfiniteFuture()));
}

// Whoever waits for a running message waits for the rate too.
TEST(AdmissionQueueTest, CountsTheQueueAgainstTheRateWhenRefusing) {
  base::SimulatedLoop loop;
  Admission admission(loop, {.rate_per_second = 10, .burst = 1, .wait_max = absl::Seconds(1)});
  const auto slot = admission.TryTake(absl::InfiniteFuture());
  base::Cancellation caller;
  std::optional<std::variant<Admission::Slot, Refusal>> result;
  base::Spawn(admission.Take(loop.Now() + absl::Milliseconds(150), caller),
              [&result](std::variant<Admission::Slot, Refusal> taken) {
                result.emplace(std::move(taken));
              });
  EXPECT_THAT(result, Optional(IsRefusal(Refusal::Why::kRateLimited, absl::Milliseconds(100))));
}

}  // namespace
}  // namespace imageco::bridge::admission
