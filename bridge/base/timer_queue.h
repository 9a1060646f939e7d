#ifndef IMAGECO_BRIDGE_BASE_TIMER_QUEUE_H_
#define IMAGECO_BRIDGE_BASE_TIMER_QUEUE_H_

#include <chrono>
#include <optional>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// Callbacks by the time at which they are due, equal times in the order of Add. One thread.
class TimerQueue {
 public:
  TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;
  ~TimerQueue() { Clear(); }

  Loop::TimerId Add(SteadyTime due, Callback callback);
  void Cancel(Loop::TimerId id);
  // Drops what has not run. What a dropped callback owns may cancel other timers.
  void Clear();

  // Runs what is due at `now`, earliest first. Callbacks may add and cancel.
  void RunDue(SteadyTime now);

  // When the next one is due; nothing without one.
  std::optional<SteadyTime> NextDue() const;

 private:
  using Key = std::pair<SteadyTime, Loop::TimerId>;

  Loop::TimerId last_id_ = 0;
  absl::btree_map<Key, Callback> callbacks_;
  absl::flat_hash_map<Loop::TimerId, SteadyTime> due_times_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_TIMER_QUEUE_H_
