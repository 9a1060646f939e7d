#ifndef IMAGECO_BRIDGE_BASE_STOPWATCH_H_
#define IMAGECO_BRIDGE_BASE_STOPWATCH_H_

#include <utility>

#include "absl/time/time.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// How long something takes, whatever is done to the wall clock meanwhile. On the loop's thread.
class Stopwatch {
 public:
  explicit Stopwatch(const Loop& loop) : loop_(loop), start_(loop.SteadyNow()) {}

  absl::Duration elapsed() const { return absl::FromChrono(loop_.SteadyNow() - start_); }

  // What has elapsed; from then on, it counts anew.
  absl::Duration Lap() {
    const SteadyTime before = std::exchange(start_, loop_.SteadyNow());
    return absl::FromChrono(start_ - before);
  }

 private:
  const Loop& loop_;
  SteadyTime start_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_STOPWATCH_H_
