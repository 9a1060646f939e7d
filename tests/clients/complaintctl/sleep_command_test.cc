#include "clients/complaintctl/sleep_command.h"

#include <chrono>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::HasSubstr;

TEST(SleepCommand, SleepsForSoLongAtLeast) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const Ran ran = RunCtl({"sleep", "20ms"});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(20));
  EXPECT_EQ(ran.out + ran.err, "");
}

TEST(SleepCommand, RefusesWhatIsNoDurationOrTooLong) {
  for (const char* duration : {"5", "soon", "-1s", "61m", "inf"}) {
    const Ran ran = RunCtl({"sleep", "--", duration});
    EXPECT_EQ(ran.exit, ExitCode::kUsage) << duration;
    EXPECT_THAT(ran.err, HasSubstr("wants a duration of at most 1h")) << duration;
  }
}

TEST(SleepCommand, WantsADuration) { EXPECT_EQ(RunCtl({"sleep"}).exit, ExitCode::kUsage); }

}  // namespace
}  // namespace imageco::complaintctl
