#ifndef IMAGECO_BRIDGE_ADMISSION_BREAKER_H_
#define IMAGECO_BRIDGE_ADMISSION_BREAKER_H_

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/time/time.h"

namespace imageco::bridge::admission {

// Pauses sending after failures in a row; then lets one message try, which closes or reopens it.
// The caller brings the time, by a clock that never goes back.
class Breaker {
 public:
  Breaker(uint32_t failures_max, absl::Duration pause)
      : failures_max_(failures_max), pause_(pause) {}

  // By these from now on; what failed so far counts.
  void Change(uint32_t failures_max, absl::Duration pause) {
    failures_max_ = failures_max;
    pause_ = pause;
  }

  // Whether a message may go now. While one tries, no other may.
  bool Allows(absl::Time now) const {
    return failures_ < failures_max_ || (!trying_ && now >= open_until_);
  }

  // How long until Allows() may say yes.
  absl::Duration TimeUntilTry(absl::Time now) const {
    return std::max(open_until_ - now, absl::Milliseconds(100));
  }

  // A message goes that was allowed. True: it is the one that tries, and EndTry must follow.
  bool Begin() {
    if (failures_ < failures_max_) return false;
    return trying_ = true;
  }
  void EndTry() { trying_ = false; }

  // Whether it closes by that, or opens.
  bool Succeed() { return std::exchange(failures_, 0) >= failures_max_; }
  bool Fail(absl::Time now) {
    const bool opens = ++failures_ == failures_max_;
    if (opens) ++openings_;
    if (is_open()) open_until_ = now + pause_;
    return opens;
  }

  // Whether it pauses, or lets one try; and how often it has begun to.
  bool is_open() const { return failures_ >= failures_max_; }
  uint64_t openings() const { return openings_; }

 private:
  uint32_t failures_max_;
  absl::Duration pause_;
  uint32_t failures_ = 0;
  uint64_t openings_ = 0;
  bool trying_ = false;
  absl::Time open_until_ = absl::InfinitePast();
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_BREAKER_H_
