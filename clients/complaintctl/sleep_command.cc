#include "clients/complaintctl/sleep_command.h"

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

constexpr absl::Duration kDurationMax = absl::Hours(1);

absl::StatusOr<ExitCode> RunSleep(const CommandLine& line, Console&) {
  absl::Duration duration;
  if (!absl::ParseDuration(line.operand(), &duration) || duration < absl::ZeroDuration() ||
      duration > kDurationMax) {
    return absl::InvalidArgumentError(Say("wants a duration of at most 1h, such as 5s"));
  }
  absl::SleepFor(duration);
  return ExitCode::kOk;
}

}  // namespace

Command SleepCommand() {
  return {
      .name = "sleep",
      .operand = "DURATION",
      .summary = "Does nothing for a while, for a pod that ends without a shell.",
      .details = "",
      .flags = {},
      .run = RunSleep,
  };
}

}  // namespace imageco::complaintctl
