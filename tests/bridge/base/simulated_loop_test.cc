#include "tests/bridge/base/simulated_loop.h"

#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::bridge::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SimulatedLoopTest : public testing::Test {
 protected:
  Callback Note(int number) {
    return [this, number] { ran_.push_back(number); };
  }

  // Ahead of the loop: what the loop drops may still note something.
  std::vector<int> ran_;
  SimulatedLoop loop_;
};

TEST_F(SimulatedLoopTest, RunsWhatIsPostedInOrderAndOnlyWhenTold) {
  loop_.Post(Note(1));
  loop_.Post(Note(2));
  EXPECT_THAT(ran_, IsEmpty());
  loop_.RunUntilIdle();
  EXPECT_THAT(ran_, ElementsAre(1, 2));
}

TEST_F(SimulatedLoopTest, RunsWhatIsPostedWhileItRuns) {
  loop_.Post([this] { loop_.Post(Note(1)); });
  loop_.RunUntilIdle();
  EXPECT_THAT(ran_, ElementsAre(1));
}

TEST_F(SimulatedLoopTest, KeepsTimeStillUntilAdvanced) {
  loop_.RunAfter(absl::Seconds(1), Note(1));
  loop_.RunUntilIdle();
  EXPECT_EQ(loop_.Now(), SimulatedLoop::Start());
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(SimulatedLoopTest, RunsATimerAtItsTimeAndNotBefore) {
  loop_.RunAfter(absl::Seconds(1), Note(1));
  loop_.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  EXPECT_THAT(ran_, IsEmpty());
  loop_.Advance(absl::Nanoseconds(1));
  EXPECT_THAT(ran_, ElementsAre(1));
}

TEST_F(SimulatedLoopTest, ShowsEveryTimerItsOwnTime) {
  std::vector<absl::Duration> seen;
  for (int seconds : {3, 1, 2}) {
    loop_.RunAfter(absl::Seconds(seconds),
                   [&] { seen.push_back(loop_.Now() - SimulatedLoop::Start()); });
  }
  loop_.Advance(absl::Seconds(10));
  EXPECT_THAT(seen, ElementsAre(absl::Seconds(1), absl::Seconds(2), absl::Seconds(3)));
  EXPECT_EQ(loop_.Now(), SimulatedLoop::Start() + absl::Seconds(10));
}

TEST_F(SimulatedLoopTest, RunsEqualTimersInTheOrderTheyWereSet) {
  for (int number : {1, 2, 3}) loop_.RunAfter(absl::Seconds(1), Note(number));
  loop_.Advance(absl::Seconds(1));
  EXPECT_THAT(ran_, ElementsAre(1, 2, 3));
}

TEST_F(SimulatedLoopTest, RunsWhatATimerPostsBeforeTheNextTimer) {
  loop_.RunAfter(absl::Seconds(1), [this] { loop_.Post(Note(1)); });
  loop_.RunAfter(absl::Seconds(1), Note(2));
  loop_.Advance(absl::Seconds(1));
  EXPECT_THAT(ran_, ElementsAre(1, 2));
}

TEST_F(SimulatedLoopTest, RunsATimerThatAnotherSetOnTheWay) {
  loop_.RunAfter(absl::Seconds(1), [this] { loop_.RunAfter(absl::Seconds(1), Note(1)); });
  loop_.Advance(absl::Seconds(2));
  EXPECT_THAT(ran_, ElementsAre(1));
}

TEST_F(SimulatedLoopTest, RunsATimerWithoutDelayNow) {
  loop_.RunAfter(-absl::Seconds(1), Note(1));
  loop_.RunUntilIdle();
  EXPECT_THAT(ran_, ElementsAre(1));
}

TEST_F(SimulatedLoopTest, NeverRunsACancelledTimer) {
  loop_.Cancel(loop_.RunAfter(absl::Seconds(1), Note(1)));
  EXPECT_EQ(loop_.timers(), 0u);
  loop_.Advance(absl::Seconds(2));
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(SimulatedLoopTest, IgnoresTheIdOfATimerThatHasRun) {
  const auto id = loop_.RunAfter(absl::Seconds(1), Note(1));
  loop_.Advance(absl::Seconds(1));
  loop_.RunAfter(absl::Seconds(1), Note(2));
  loop_.Cancel(id);
  loop_.Advance(absl::Seconds(1));
  EXPECT_THAT(ran_, ElementsAre(1, 2));
}

TEST_F(SimulatedLoopTest, StepsFromEventToEvent) {
  loop_.RunAfter(absl::Hours(1), Note(2));
  loop_.Post(Note(1));
  EXPECT_TRUE(loop_.RunNext());
  EXPECT_THAT(ran_, ElementsAre(1));
  EXPECT_TRUE(loop_.RunNext());
  EXPECT_THAT(ran_, ElementsAre(1, 2));
  EXPECT_EQ(loop_.Now(), SimulatedLoop::Start() + absl::Hours(1));
  EXPECT_FALSE(loop_.RunNext());
}

TEST_F(SimulatedLoopTest, LeavesTimersWhereTheyAreWhenTheWallClockJumps) {
  loop_.RunAfter(absl::Seconds(5), Note(1));
  loop_.ShiftWallClock(-absl::Hours(1));
  EXPECT_EQ(loop_.Now(), SimulatedLoop::Start() - absl::Hours(1));
  EXPECT_EQ(loop_.TimeUntilTimer(), absl::Seconds(5));
}

TEST_F(SimulatedLoopTest, DropsWhatHasNotRunWhenDestroyed) {
  const auto cancels = [this](SimulatedLoop& loop, Loop::TimerId id, int number) {
    return std::shared_ptr<void>(nullptr, [this, &loop, id, number](void*) {
      loop.Cancel(id);
      ran_.push_back(number);
    });
  };
  {
    SimulatedLoop loop;
    const auto id = loop.RunAfter(absl::Seconds(1), [] {});
    loop.Post([owned = cancels(loop, id, 1)] {});
    loop.RunAfter(absl::Seconds(1), [owned = cancels(loop, id, 2)] {});
  }
  EXPECT_THAT(ran_, ElementsAre(1, 2));
}

TEST(SimulatedLoopDeathTest, CrashesWhereTimersFollowEachOtherWithoutEnd) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        SimulatedLoop loop;
        const auto run = [&](auto& self) -> void { loop.RunAfter({}, [&] { self(self); }); };
        run(run);
        loop.RunUntilIdle();
      },
      "never comes to rest");
}

}  // namespace
}  // namespace imageco::bridge::base
