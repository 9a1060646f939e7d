#ifndef IMAGECO_BRIDGE_ADMISSION_RATE_LIMIT_H_
#define IMAGECO_BRIDGE_ADMISSION_RATE_LIMIT_H_

#include "absl/time/time.h"
#include "bridge/admission/rate_source.h"

namespace imageco::bridge::admission {

// A token bucket of this process alone. The caller brings the time; time that goes backwards adds
// nothing.
class RateLimit final : public RateSource {
 public:
  // 0 a second: no limit. Starts with `burst` tokens, at least one.
  RateLimit(double rate_per_second, double burst, absl::Time now);

  bool TryTake(absl::Time now) override;
  void Refund() override;
  absl::Duration TimeUntil(double tokens, absl::Time now) override;
  double Left(absl::Time now) override;

  // Starts with as many tokens as that, if there is room for them.
  void Leave(double tokens);

 private:
  void Refill(absl::Time now);

  // Counted in time, so that sums are exact: a token is worth the interval between two of them.
  const absl::Duration interval_;  // 0: no limit
  const absl::Duration credit_max_;
  absl::Duration credit_;
  absl::Time filled_;
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_RATE_LIMIT_H_
