#ifndef IMAGECO_TESTS_SIMULATION_PROCESS_LOOP_H_
#define IMAGECO_TESTS_SIMULATION_PROCESS_LOOP_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>

#include "bridge/base/loop.h"
#include "tests/bridge/base/simulated_loop.h"

namespace imageco::simulation {

// Something that a process waits for from outside it.
class OutsideWait {
 public:
  virtual ~OutsideWait() = default;
  // It will never come: the process is dead.
  virtual void GiveUp() = 0;
};

// The loop of one simulated process, which lives in the world's time until it dies. What it had
// left to do then can still be run to its end, out of the world's sight: so every coroutine ends.
// Must live as long as the world runs.
class ProcessLoop final : public bridge::base::Loop {
 public:
  using Callback = bridge::base::Callback;

  explicit ProcessLoop(bridge::base::SimulatedLoop& world) : world_(world) {}
  ProcessLoop(const ProcessLoop&) = delete;
  ProcessLoop& operator=(const ProcessLoop&) = delete;

  absl::Time Now() const override { return world_.Now() + wall_offset_ + after_death_; }
  bridge::base::SteadyTime SteadyNow() const override;
  void Post(Callback callback) override;
  TimerId RunAfter(absl::Duration delay, Callback callback) override;
  void Cancel(TimerId id) override;

  // Runs `step` in this process now.
  void Run(const std::function<void()>& step);

  // Calls `crash`, with nothing of the process on the stack, when it has run `steps` more steps.
  void CrashAfter(uint64_t steps, std::function<void()> crash);

  void ShiftWallClock(absl::Duration by) { wall_offset_ += by; }

  // From now on nothing of it runs in the world.
  void Die();
  bool dead() const { return dead_; }

  // After death: runs what comes next. False: nothing is left.
  bool RunAfterlife();

  // Whoever waits for the outside says so, and says when it came.
  uint64_t BeginWait(OutsideWait& wait);
  void EndWait(uint64_t id) { waits_.erase(id); }

 private:
  struct Timer {
    bridge::base::SteadyTime due;
    TimerId world_id;
    Callback callback;
  };

  void RunPosted();
  void RunTimer(TimerId id);
  void CountStep();

  bridge::base::SimulatedLoop& world_;
  absl::Duration wall_offset_;
  absl::Duration after_death_;
  bool dead_ = false;
  std::deque<Callback> posted_;
  TimerId last_id_ = 0;
  std::map<TimerId, Timer> timers_;
  std::map<uint64_t, OutsideWait*> waits_;
  uint64_t last_wait_ = 0;
  uint64_t steps_left_ = 0;  // 0: no crash is planned
  std::function<void()> crash_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_PROCESS_LOOP_H_
