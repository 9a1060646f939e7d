#ifndef IMAGECO_TESTS_BRIDGE_BASE_SHARED_SIMULATED_LOOP_H_
#define IMAGECO_TESTS_BRIDGE_BASE_SHARED_SIMULATED_LOOP_H_

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge::base {

// A loop in simulated time that other threads post to: for what has a thread of its own. All but
// Post belongs to one thread.
class SharedSimulatedLoop final : public Loop {
 public:
  absl::Time Now() const override { return loop_.Now(); }
  SteadyTime SteadyNow() const override { return loop_.SteadyNow(); }
  void Post(Callback callback) override {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(callback));
    changed_.notify_one();
  }
  TimerId RunAfter(absl::Duration delay, Callback callback) override {
    return loop_.RunAfter(delay, std::move(callback));
  }
  void Cancel(TimerId id) override { loop_.Cancel(id); }

  // Runs what is posted, and waits for more of it, until `done`.
  void RunUntil(absl::FunctionRef<bool()> done) {
    while (!done()) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !posted_.empty(); });
      std::vector<Callback> posted = std::exchange(posted_, {});
      lock.unlock();
      for (Callback& callback : posted) loop_.Post(std::move(callback));
      loop_.RunUntilIdle();
    }
  }

  // Moves time on; what is posted meanwhile waits for RunUntil.
  void Advance(absl::Duration duration) { loop_.Advance(duration); }
  void ShiftWallClock(absl::Duration by) { loop_.ShiftWallClock(by); }
  size_t timers() const { return loop_.timers(); }

 private:
  SimulatedLoop loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Callback> posted_;  // guarded by mutex_
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_TESTS_BRIDGE_BASE_SHARED_SIMULATED_LOOP_H_
