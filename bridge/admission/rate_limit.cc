#include "bridge/admission/rate_limit.h"

#include <algorithm>

namespace imageco::bridge::admission {

RateLimit::RateLimit(double rate_per_second, double burst, absl::Time now)
    : rate_per_second_(rate_per_second),
      burst_(std::max(burst, 1.0)),
      tokens_(burst_),
      filled_(now) {}

void RateLimit::Refill(absl::Time now) {
  const double seconds = absl::ToDoubleSeconds(now - filled_);
  filled_ = now;
  if (seconds > 0) tokens_ = std::min(burst_, tokens_ + seconds * rate_per_second_);
}

bool RateLimit::TryTake(absl::Time now) {
  if (rate_per_second_ <= 0) return true;
  Refill(now);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

void RateLimit::Refund() { tokens_ = std::min(burst_, tokens_ + 1); }

absl::Duration RateLimit::TimeUntil(double tokens, absl::Time now) {
  if (rate_per_second_ <= 0) return absl::ZeroDuration();
  Refill(now);
  // Rounded up, so that a timer does not fire a moment too soon.
  return absl::Ceil(absl::Seconds(std::max(0.0, tokens - tokens_) / rate_per_second_),
                    absl::Milliseconds(1));
}

}  // namespace imageco::bridge::admission
