#ifndef IMAGECO_SERVER_OPERATIONS_LOOP_WATCH_H_
#define IMAGECO_SERVER_OPERATIONS_LOOP_WATCH_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "bridge/base/loop.h"
#include "server/operations/readiness.h"

namespace imageco::server {

struct LoopWatchOptions {
  // How often the loop is asked to turn.
  std::chrono::nanoseconds interval = std::chrono::milliseconds(500);
  // How long it may take until it counts as standing still.
  std::chrono::nanoseconds still_after = std::chrono::seconds(3);
};

// Sees from a thread of its own whether a loop turns. One that stands still takes readiness away
// and is an error in the log, and so is that it turns again.
class LoopWatch {
 public:
  // `loop` runs, or soon does. Both outlive the watch; the loop is posted to until the watch ends.
  // ResourceExhaustedError: the system has no thread left.
  static absl::StatusOr<std::unique_ptr<LoopWatch>> Make(bridge::base::Loop& loop,
                                                         Readiness& readiness,
                                                         LoopWatchOptions options = {});
  LoopWatch(const LoopWatch&) = delete;
  LoopWatch& operator=(const LoopWatch&) = delete;
  ~LoopWatch();

  // How long the loop takes, or took last, to get to what it is given. For any thread.
  std::chrono::nanoseconds lag() const;
  // How often it stood still.
  uint64_t stalls() const;

 private:
  using Clock = std::chrono::steady_clock;

  // What the loop's thread changes, which may be after the watch is gone.
  struct Turn {
    mutable std::mutex mutex;
    bool asked = false;  // and not done yet
    Clock::time_point asked_at;
    std::chrono::nanoseconds last_lag{0};
    uint64_t stalls = 0;
  };

  LoopWatch(bridge::base::Loop& loop, Readiness& readiness, LoopWatchOptions options)
      : loop_(loop), readiness_(readiness), options_(options) {}

  void Watch();
  void Ask();
  void Look();

  bridge::base::Loop& loop_;
  Readiness& readiness_;
  const LoopWatchOptions options_;
  const std::shared_ptr<Turn> turn_ = std::make_shared<Turn>();
  bool still_ = false;             // of the watch's thread
  Clock::time_point still_since_;  // likewise

  std::mutex mutex_;
  std::condition_variable ends_;
  bool ended_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_LOOP_WATCH_H_
