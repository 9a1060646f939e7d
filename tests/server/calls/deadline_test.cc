#include "server/calls/deadline.h"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace imageco::server {
namespace {

constexpr int64_t kHour = 3600;

gpr_timespec Real(int64_t seconds, int32_t nanoseconds = 0) {
  return {seconds, nanoseconds, GPR_CLOCK_REALTIME};
}

TEST(DeadlineTest, IsTheTimeThatItSays) {
  EXPECT_EQ(ToTime(Real(0)), absl::UnixEpoch());
  EXPECT_EQ(ToTime(Real(1'700'000'000, 250'000'000)), absl::FromUnixMillis(1'700'000'000'250));
}

TEST(DeadlineTest, IsNeverWhereThereIsNone) {
  EXPECT_EQ(ToTime(gpr_inf_future(GPR_CLOCK_REALTIME)), absl::InfiniteFuture());
  EXPECT_EQ(ToTime(gpr_inf_future(GPR_CLOCK_MONOTONIC)), absl::InfiniteFuture());
}

// The longest timeout that a caller can ask for: eight digits and hours.
TEST(DeadlineTest, IsFarAwayWhereACallerHasAllTheTimeInTheWorld) {
  const gpr_timespec now = gpr_now(GPR_CLOCK_REALTIME);
  EXPECT_GT(ToTime(Real(now.tv_sec + 99'999'999 * kHour)), absl::Now() + absl::Hours(90'000'000));
  EXPECT_GT(ToTime(Real(std::numeric_limits<int64_t>::max() - 1)), absl::Now());
}

}  // namespace
}  // namespace imageco::server
