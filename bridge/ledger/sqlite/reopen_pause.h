#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_REOPEN_PAUSE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_REOPEN_PAUSE_H_

#include <algorithm>
#include <chrono>

#include "absl/time/time.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::ledger {

// How long a file that goes on failing is left alone, since to open it anew is to read all of it:
// not after the first fault, then twice as long each time, and within its limit never shorter than
// opening it took.
class ReopenPause {
 public:
  ReopenPause(absl::Duration pause_min, absl::Duration pause_max)
      : pause_min_(pause_min), pause_max_(pause_max) {}

  bool IsOver() const { return Now() >= end_; }

  // It is opened from here on to End.
  void Begin() { begin_ = Now(); }
  void End() {
    const absl::Duration took = absl::FromChrono(Now() - begin_);
    const absl::Duration pause = std::min(std::max(pause_, took), pause_max_);
    end_ = Now() + absl::ToChronoNanoseconds(pause);
    pause_ = std::clamp(2 * pause_, pause_min_, pause_max_);
  }

  // It works.
  void Reset() {
    pause_ = pause_min_;
    end_ = {};
  }

 private:
  static base::SteadyTime Now() { return std::chrono::steady_clock::now(); }

  const absl::Duration pause_min_;
  const absl::Duration pause_max_;
  absl::Duration pause_ = pause_min_;  // after the next time that it is opened
  base::SteadyTime begin_;
  base::SteadyTime end_;  // of the pause; in the past: there is none
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_REOPEN_PAUSE_H_
