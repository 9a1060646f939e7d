#include "bridge/base/timer.h"

#include <memory>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge::base {
namespace {

class TimerTest : public testing::Test {
 protected:
  SimulatedLoop loop_;
  std::optional<Timer> timer_{std::in_place, loop_};
  int runs_ = 0;
};

TEST_F(TimerTest, RunsItsCallbackOnceWhenTheTimeHasPassed) {
  timer_->Set(absl::Seconds(2), [this] { ++runs_; });
  EXPECT_TRUE(timer_->is_set());
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(runs_, 0);
  loop_.Advance(absl::Seconds(5));
  EXPECT_EQ(runs_, 1);
  EXPECT_FALSE(timer_->is_set());
}

TEST_F(TimerTest, RunsTheLastCallbackThatWasSet) {
  timer_->Set(absl::Seconds(1), [this] { runs_ += 10; });
  timer_->Set(absl::Seconds(2), [this] { ++runs_; });
  loop_.Advance(absl::Seconds(5));
  EXPECT_EQ(runs_, 1);
}

TEST_F(TimerTest, RunsNothingOnceItIsCancelled) {
  timer_->Set(absl::Seconds(1), [this] { ++runs_; });
  timer_->Cancel();
  EXPECT_FALSE(timer_->is_set());
  EXPECT_EQ(loop_.timers(), 0u);
  loop_.Advance(absl::Seconds(5));
  EXPECT_EQ(runs_, 0);
}

TEST_F(TimerTest, RunsNothingOnceItIsGone) {
  timer_->Set(absl::Seconds(1), [this] { ++runs_; });
  timer_.reset();
  EXPECT_EQ(loop_.timers(), 0u);
  loop_.Advance(absl::Seconds(5));
  EXPECT_EQ(runs_, 0);
}

TEST_F(TimerTest, MayBeSetAnewByItsCallback) {
  timer_->Set(absl::Seconds(1), [this] {
    ++runs_;
    timer_->Set(absl::Seconds(1), [this] { ++runs_; });
  });
  loop_.Advance(absl::Seconds(1));
  EXPECT_TRUE(timer_->is_set());
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(runs_, 2);
}

TEST_F(TimerTest, MayGoInItsCallback) {
  const auto owned = std::make_shared<int>(1);
  timer_->Set(absl::Seconds(1), [this, owned] {
    timer_.reset();
    runs_ += *owned;
  });
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(runs_, 1);
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace imageco::bridge::base
