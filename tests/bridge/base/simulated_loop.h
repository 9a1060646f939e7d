#ifndef IMAGECO_TESTS_BRIDGE_BASE_SIMULATED_LOOP_H_
#define IMAGECO_TESTS_BRIDGE_BASE_SIMULATED_LOOP_H_

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// A Loop whose time stands still until the test moves it: the same calls always give the same
// order. At one instant all that is posted runs before the next timer, and timers run one by one,
// by the time at which they are due and then by the order in which they were set. Belongs to one
// thread, Post included. Crashes where callbacks follow each other without end at one instant.
class SimulatedLoop final : public Loop {
 public:
  // Noon, some day.
  static absl::Time Start();

  SimulatedLoop() = default;
  SimulatedLoop(const SimulatedLoop&) = delete;
  SimulatedLoop& operator=(const SimulatedLoop&) = delete;
  // Drops what has not run.
  ~SimulatedLoop() override;

  absl::Time Now() const override { return Start() + elapsed_ + wall_offset_; }
  SteadyTime SteadyNow() const override { return SteadyTime(absl::ToChronoNanoseconds(elapsed_)); }
  void Post(Callback callback) override;
  TimerId RunAfter(absl::Duration delay, Callback callback) override;
  void Cancel(TimerId id) override;

  // Runs what is to run now, until nothing is left that is.
  void RunUntilIdle();

  // Moves time on by `duration`; what falls due on the way runs at its own time.
  void Advance(absl::Duration duration);

  // Runs what is to run now or, where there is nothing, what is due next. False: there is neither.
  bool RunNext();

  // Sets the wall clock alone forward or back; timers stay as far away as they were.
  void ShiftWallClock(absl::Duration by) { wall_offset_ += by; }

  // Timers that are set.
  size_t timers() const { return timers_.size(); }

  // How far away the next timer is; nothing without one.
  std::optional<absl::Duration> TimeUntilTimer() const;

 private:
  // When it is due, counted from the start, and its id.
  using Key = std::pair<absl::Duration, TimerId>;

  bool RunPosted();
  bool RunTimerDue();

  absl::Duration elapsed_;
  absl::Duration wall_offset_;
  std::deque<Callback> posted_;
  TimerId last_id_ = 0;
  std::map<Key, Callback> timers_;
  std::map<TimerId, absl::Duration> due_times_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_TESTS_BRIDGE_BASE_SIMULATED_LOOP_H_
