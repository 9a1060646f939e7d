#ifndef IMAGECO_SERVER_CALLERS_CALLER_RATE_H_
#define IMAGECO_SERVER_CALLERS_CALLER_RATE_H_

#include <chrono>
#include <mutex>
#include <optional>

#include "absl/time/time.h"
#include "bridge/admission/rate_limit.h"

namespace imageco::server {

// Of the clock that nobody sets.
inline absl::Time SteadyNow() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

// How often one identity may call. Times are SteadyNow's. Any thread.
class CallerRate {
 public:
  // 0 a second: as often as it likes.
  CallerRate(double rate_per_second, double burst, absl::Time now)
      : limit_(rate_per_second, burst, now) {}

  // Nothing: it may, and has. Otherwise when it may.
  std::optional<absl::Duration> Take(absl::Time now) {
    const std::lock_guard lock(mutex_);
    if (limit_.TryTake(now)) return std::nullopt;
    return limit_.TimeUntil(1, now);
  }

 private:
  std::mutex mutex_;                    // not absl::Mutex, as in EpollLoop
  bridge::admission::RateLimit limit_;  // guarded by mutex_
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_CALLER_RATE_H_
