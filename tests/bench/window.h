#ifndef IMAGECO_TESTS_BENCH_WINDOW_H_
#define IMAGECO_TESTS_BENCH_WINDOW_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "tests/bench/load_report.h"

namespace imageco::bench {

uint32_t Microseconds(std::chrono::steady_clock::duration duration);

// The time in which figures are taken. Notes what a process, and this one, have used at its begin
// and its end, on a thread of its own.
class Window {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Window(pid_t target, absl::Duration warm_up, absl::Duration duration);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  // When the load begins, and when it may begin no more.
  Time start() const { return start_; }
  Time end() const { return end_; }

  bool Holds(Time time) const { return time >= begin_ && time < end_; }

  // Ends it, if it has not ended yet, and reports what was used.
  void Close(LoadReport& report);

 private:
  void Watch(pid_t target);

  const Time start_ = std::chrono::steady_clock::now();
  const Time begin_;
  const Time end_;
  absl::Notification closed_;
  LoadReport noted_;  // of the thread
  std::thread watcher_;
};

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_WINDOW_H_
