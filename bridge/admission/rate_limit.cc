#include "bridge/admission/rate_limit.h"

#include <algorithm>
#include <limits>

namespace imageco::bridge::admission {
namespace {

absl::Duration IntervalOf(double rate_per_second) {
  return rate_per_second > 0 ? absl::Seconds(1 / rate_per_second) : absl::ZeroDuration();
}

}  // namespace

RateLimit::RateLimit(double rate_per_second, double burst, absl::Time now)
    : interval_(IntervalOf(rate_per_second)),
      credit_max_(interval_ * std::max(burst, 1.0)),
      credit_(credit_max_),
      filled_(now) {}

void RateLimit::Refill(absl::Time now) {
  if (now > filled_) credit_ = std::min(credit_max_, credit_ + (now - filled_));
  filled_ = now;
}

bool RateLimit::TryTake(absl::Time now) {
  Refill(now);
  if (credit_ < interval_) return false;
  credit_ -= interval_;
  return true;
}

void RateLimit::Refund() { credit_ = std::min(credit_max_, credit_ + interval_); }

double RateLimit::Left(absl::Time now) {
  Refill(now);
  return interval_ == absl::ZeroDuration() ? std::numeric_limits<double>::infinity()
                                           : absl::FDivDuration(credit_, interval_);
}

void RateLimit::Leave(double tokens) { credit_ = std::min(credit_max_, interval_ * tokens); }

absl::Duration RateLimit::TimeUntil(double tokens, absl::Time now) {
  Refill(now);
  // Rounded up, so that a timer does not fire a moment too soon.
  return absl::Ceil(std::max(absl::ZeroDuration(), interval_ * tokens - credit_),
                    absl::Milliseconds(1));
}

}  // namespace imageco::bridge::admission
