#ifndef IMAGECO_BRIDGE_BASE_LOG_LIMIT_H_
#define IMAGECO_BRIDGE_BASE_LOG_LIMIT_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace imageco::bridge::base {

// Bounds the lines of one kind that others can bring about at will. What it leaves out is counted,
// and the count is logged a second later where a LogWriter runs, else with the next line of the
// kind. Any thread. Lives to the end of the process, as function-local static.
class LogLimit {
 public:
  using Clock = std::chrono::steady_clock;

  // `kind` names the lines where the count is told.
  explicit LogLimit(std::string_view kind, int64_t lines_per_second_max = 10)
      : kind_(kind), lines_max_(lines_per_second_max) {}
  LogLimit(const LogLimit&) = delete;
  LogLimit& operator=(const LogLimit&) = delete;

  // Whether the line that is at hand may be logged.
  bool Admits(Clock::time_point now = Clock::now());

  // Logs how many lines were left out since it was told last; nothing for none.
  void TellLeftOut();

 private:
  const std::string kind_;
  const int64_t lines_max_;

  // Not absl::Mutex, as in EpollLoop. Guards all that follows.
  std::mutex mutex_;
  Clock::time_point second_;  // when it began
  int64_t lines_ = 0;         // admitted in it
  int64_t left_out_ = 0;      // and not told yet
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_LOG_LIMIT_H_
