#include "bridge/base/timer_queue.h"

#include <chrono>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace imageco::bridge::base {
namespace {

using std::chrono::seconds;

class TimerQueueTest : public testing::Test {
 protected:
  Callback Note(int number) {
    return [this, number] { ran_.push_back(number); };
  }

  const SteadyTime start_{seconds(1000)};
  std::vector<int> ran_;
  TimerQueue timers_;
};

TEST_F(TimerQueueTest, RunsEarlierTimersFirstAndEqualOnesInOrder) {
  timers_.Add(start_ + seconds(2), Note(3));
  timers_.Add(start_ + seconds(1), Note(1));
  timers_.Add(start_ + seconds(1), Note(2));
  timers_.RunDue(start_ + seconds(2));
  EXPECT_EQ(ran_, (std::vector<int>{1, 2, 3}));
}

TEST_F(TimerQueueTest, RunsATimerAtItsTimeAndNotBefore) {
  timers_.Add(start_ + seconds(1), Note(1));
  timers_.RunDue(start_ + seconds(1) - std::chrono::nanoseconds(1));
  EXPECT_TRUE(ran_.empty());
  timers_.RunDue(start_ + seconds(1));
  EXPECT_EQ(ran_, std::vector<int>{1});
}

TEST_F(TimerQueueTest, RunsATimerOnce) {
  timers_.Add(start_, Note(1));
  timers_.RunDue(start_);
  timers_.RunDue(start_ + seconds(1));
  EXPECT_EQ(ran_, std::vector<int>{1});
}

TEST_F(TimerQueueTest, NeverRunsACancelledTimer) {
  const auto cancelled = timers_.Add(start_, Note(1));
  timers_.Add(start_, Note(2));
  timers_.Cancel(cancelled);
  timers_.RunDue(start_);
  EXPECT_EQ(ran_, std::vector<int>{2});
}

TEST_F(TimerQueueTest, IgnoresTheIdOfATimerThatHasRun) {
  const auto id = timers_.Add(start_, Note(1));
  timers_.RunDue(start_);
  timers_.Cancel(id);
  timers_.Cancel(id + 1);
  EXPECT_EQ(ran_, std::vector<int>{1});
}

TEST_F(TimerQueueTest, LetsACallbackCancelOneThatIsDueToo) {
  Loop::TimerId second = 0;
  timers_.Add(start_, [this, &second] { timers_.Cancel(second); });
  second = timers_.Add(start_, Note(2));
  timers_.RunDue(start_);
  EXPECT_TRUE(ran_.empty());
}

TEST_F(TimerQueueTest, LetsACallbackAddOne) {
  timers_.Add(start_, [this] { timers_.Add(start_ + seconds(1), Note(1)); });
  timers_.RunDue(start_);
  EXPECT_TRUE(ran_.empty());
  timers_.RunDue(start_ + seconds(1));
  EXPECT_EQ(ran_, std::vector<int>{1});
}

TEST_F(TimerQueueTest, TellsWhenTheNextOneIsDue) {
  EXPECT_EQ(timers_.NextDue(), std::nullopt);
  timers_.Add(start_ + seconds(2), Note(1));
  const auto first = timers_.Add(start_ + seconds(1), Note(2));
  EXPECT_EQ(timers_.NextDue(), start_ + seconds(1));
  timers_.Cancel(first);
  EXPECT_EQ(timers_.NextDue(), start_ + seconds(2));
}

// What a callback owns may cancel its own timers as it goes.
struct CancelsWhenDropped {
  ~CancelsWhenDropped() { timers.Cancel(other); }
  TimerQueue& timers;
  Loop::TimerId other;
};

TEST_F(TimerQueueTest, LetsADroppedCallbackCancelAnother) {
  const auto other = timers_.Add(start_ + seconds(1), Note(1));
  auto owned = std::make_unique<CancelsWhenDropped>(timers_, other);
  const auto first = timers_.Add(start_, [owned = std::move(owned)] {});
  timers_.Cancel(first);
  EXPECT_EQ(timers_.NextDue(), std::nullopt);
}

}  // namespace
}  // namespace imageco::bridge::base
