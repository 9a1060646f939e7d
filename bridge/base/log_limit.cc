#include "bridge/base/log_limit.h"

#include <utility>

#include "bridge/base/log.h"
#include "bridge/base/log_writer.h"

namespace imageco::bridge::base {
namespace {

constexpr std::chrono::seconds kSecond(1);

}  // namespace

bool LogLimit::Admits(Clock::time_point now) {
  bool is_new_second = false;
  bool is_first_left_out = false;
  bool admits = false;
  {
    const std::lock_guard lock(mutex_);
    is_new_second = now - second_ >= kSecond;
    if (is_new_second) {
      second_ = now;
      lines_ = 0;
    }
    admits = lines_ < lines_max_;
    if (admits) {
      ++lines_;
    } else {
      is_first_left_out = ++left_out_ == 1;
    }
  }
  if (is_new_second) TellLeftOut();
  if (is_first_left_out) LogLater([this] { TellLeftOut(); }, kSecond);
  return admits;
}

void LogLimit::TellLeftOut() {
  int64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    left_out = std::exchange(left_out_, 0);
  }
  if (left_out == 0) return;
  Log(Severity::kWarning, "log lines were left out: there were too many of them",
      {{"kind", std::string_view(kind_)}, {"lines", left_out}});
}

}  // namespace imageco::bridge::base
