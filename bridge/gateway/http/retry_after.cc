#include "bridge/gateway/http/retry_after.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace imageco::bridge::gateway {
namespace {

bool IsNumber(const std::string& value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), absl::ascii_isdigit);
}

// All three forms begin with the day of the week. curl_getdate reads much else for a date.
bool MayBeDate(const std::string& value) {
  return !value.empty() && absl::ascii_isalpha(static_cast<unsigned char>(value[0]));
}

}  // namespace

std::optional<absl::Duration> ParseRetryAfter(const std::string& value, absl::Time now) {
  absl::Duration delay;
  if (IsNumber(value)) {
    int64_t seconds = 0;
    if (!absl::SimpleAtoi(value, &seconds)) seconds = std::numeric_limits<int64_t>::max();
    delay = absl::Seconds(seconds);
  } else {
    const time_t date = MayBeDate(value) ? curl_getdate(value.c_str(), nullptr) : -1;
    if (date == -1) return std::nullopt;
    delay = absl::FromTimeT(date) - now;
  }
  return std::clamp(delay, absl::ZeroDuration(), kRetryAfterMax);
}

}  // namespace imageco::bridge::gateway
