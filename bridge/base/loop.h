#ifndef IMAGECO_BRIDGE_BASE_LOOP_H_
#define IMAGECO_BRIDGE_BASE_LOOP_H_

#include <chrono>
#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace imageco::bridge::base {

using SteadyTime = std::chrono::steady_clock::time_point;
using Callback = absl::AnyInvocable<void()>;

// Where the bridge runs: one thread, its clocks and its timers. Everything but Post and the clocks
// is called on that thread only. EpollLoop is the real one; tests bring a simulated one.
class Loop {
 public:
  using TimerId = uint64_t;

  virtual ~Loop() = default;

  // Wall-clock time, for records and deadlines.
  virtual absl::Time Now() const = 0;

  // A clock that nobody sets, and that goes on while the machine is suspended, as the clocks of
  // others do. The delays of timers stand still then.
  virtual SteadyTime SteadyNow() const = 0;

  // Runs `callback` on the loop's thread, after what is queued already. Callable from any thread.
  virtual void Post(Callback callback) = 0;

  // Runs `callback` once, not before `delay` has passed. Changes of the wall clock do not move it.
  virtual TimerId RunAfter(absl::Duration delay, Callback callback) = 0;

  // The callback of a cancelled timer never runs. An id that has run already is ignored.
  virtual void Cancel(TimerId id) = 0;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_LOOP_H_
