#ifndef IMAGECO_BRIDGE_BASE_TIMER_H_
#define IMAGECO_BRIDGE_BASE_TIMER_H_

#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// Runs a callback once, later; never after the timer was set anew or cancelled, or is gone. On the
// loop's thread; the loop outlives it.
class Timer {
 public:
  explicit Timer(Loop& loop) : loop_(loop) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { Cancel(); }

  // In place of what was set before. The callback may do anything to the timer, once it runs.
  template <typename F>
  void Set(absl::Duration delay, F callback) {
    Cancel();
    id_ = loop_.RunAfter(delay, [this, callback = std::move(callback)]() mutable {
      id_.reset();
      callback();
    });
  }
  void Cancel() {
    if (id_) loop_.Cancel(*std::exchange(id_, std::nullopt));
  }
  bool is_set() const { return id_.has_value(); }

 private:
  Loop& loop_;
  std::optional<Loop::TimerId> id_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_TIMER_H_
