#include "bridge/base/stopwatch.h"

#include <gtest/gtest.h>

#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge::base {
namespace {

TEST(StopwatchTest, TellsTheTimeThatPassedWhateverTheWallClockSays) {
  SimulatedLoop loop;
  const Stopwatch stopwatch(loop);
  loop.ShiftWallClock(-absl::Hours(1));
  loop.Advance(absl::Milliseconds(5));
  EXPECT_EQ(stopwatch.elapsed(), absl::Milliseconds(5));
  loop.ShiftWallClock(absl::Hours(1000));
  EXPECT_EQ(stopwatch.elapsed(), absl::Milliseconds(5));
}

}  // namespace
}  // namespace imageco::bridge::base
