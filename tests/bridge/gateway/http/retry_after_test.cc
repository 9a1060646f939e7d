#include "bridge/gateway/http/retry_after.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

// Sun, 06 Nov 1994 08:49:37 GMT, the day of RFC 9110's examples.
const absl::Time kNow = absl::FromUnixSeconds(784111777);

TEST(RetryAfter, ReadsSecondsAndDates) {
  const struct {
    const char* value;
    std::optional<absl::Duration> delay;
  } kCases[] = {
      {"0", absl::ZeroDuration()},
      {"1", absl::Seconds(1)},
      {"120", absl::Seconds(120)},
      {"0120", absl::Seconds(120)},
      {"86400", absl::Hours(24)},
      {"86401", absl::Hours(24)},
      {"99999999999", absl::Hours(24)},
      {"99999999999999999999999", absl::Hours(24)},
      {"Sun, 06 Nov 1994 08:49:37 GMT", absl::ZeroDuration()},
      {"Sun, 06 Nov 1994 08:51:37 GMT", absl::Minutes(2)},
      {"Mon, 07 Nov 1994 08:49:37 GMT", absl::Hours(24)},
      {"Mon, 07 Nov 1994 08:49:38 GMT", absl::Hours(24)},
      {"Sat, 06 Nov 2094 08:49:37 GMT", absl::Hours(24)},
      {"Sun, 06 Nov 1994 08:49:36 GMT", absl::ZeroDuration()},
      {"Thu, 01 Jan 1970 00:00:00 GMT", absl::ZeroDuration()},
      {"Sunday, 06-Nov-94 08:51:37 GMT", absl::Minutes(2)},
      {"Sun Nov  6 08:51:37 1994", absl::Minutes(2)},
      {"", std::nullopt},
      {"-1", std::nullopt},
      {"1.5", std::nullopt},
      {"120 seconds", std::nullopt},
      {"1994-11-06", std::nullopt},
      {"soon", std::nullopt},
      {"Sun, 99 Nov 1994 08:49:37 GMT", std::nullopt},
  };
  for (const auto& [value, delay] : kCases) EXPECT_EQ(ParseRetryAfter(value, kNow), delay) << value;
}

TEST(RetryAfter, CountsADateFromAPartOfASecond) {
  EXPECT_EQ(ParseRetryAfter("Sun, 06 Nov 1994 08:49:38 GMT", kNow + absl::Milliseconds(250)),
            absl::Milliseconds(750));
}

}  // namespace
}  // namespace imageco::bridge::gateway
