#ifndef IMAGECO_BRIDGE_BASE_RUNNING_TASK_H_
#define IMAGECO_BRIDGE_BASE_RUNNING_TASK_H_

#include <coroutine>
#include <utility>

#include "bridge/base/task.h"

namespace imageco::bridge::base {

// A task that nobody awaits, and that ends with this at the latest: unlike a spawned one it may use
// what its owner uses. May be destroyed by anyone but the task itself.
class RunningTask {
 public:
  // Runs `task` now, up to its first wait.
  explicit RunningTask(Task<void> task) : task_(std::move(task)) {
    task_.await_suspend(std::noop_coroutine()).resume();
  }

 private:
  Task<void> task_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_RUNNING_TASK_H_
