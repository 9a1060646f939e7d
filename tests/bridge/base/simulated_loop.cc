#include "tests/bridge/base/simulated_loop.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/time/civil_time.h"

namespace imageco::bridge::base {
namespace {

// Callbacks at one instant; more follow upon each other without end.
constexpr int kCallbacksMax = 1'000'000;

}  // namespace

absl::Time SimulatedLoop::Start() {
  return absl::FromCivil(absl::CivilHour(2024, 6, 17, 12), absl::UTCTimeZone());
}

SimulatedLoop::~SimulatedLoop() {
  // What a dropped callback owns may still call the loop, so they go while its members are there.
  while (!posted_.empty() || !timers_.empty()) {
    std::exchange(posted_, {}).clear();
    if (!timers_.empty()) Cancel(timers_.begin()->first.second);
  }
}

void SimulatedLoop::Post(Callback callback) { posted_.push_back(std::move(callback)); }

Loop::TimerId SimulatedLoop::RunAfter(absl::Duration delay, Callback callback) {
  const TimerId id = ++last_id_;
  const absl::Duration due = elapsed_ + std::max(delay, absl::ZeroDuration());
  timers_.emplace(Key(due, id), std::move(callback));
  due_times_.emplace(id, due);
  return id;
}

void SimulatedLoop::Cancel(TimerId id) {
  const auto due = due_times_.find(id);
  if (due == due_times_.end()) return;
  // Out of the maps before it is destroyed: what it owns may call the loop.
  const auto dropped = timers_.extract(Key(due->second, id));
  due_times_.erase(due);
}

bool SimulatedLoop::RunPosted() {
  if (posted_.empty()) return false;
  Callback callback = std::move(posted_.front());
  posted_.pop_front();
  callback();
  return true;
}

bool SimulatedLoop::RunTimerDue() {
  if (timers_.empty() || timers_.begin()->first.first > elapsed_) return false;
  auto due = timers_.extract(timers_.begin());
  due_times_.erase(due.key().second);
  due.mapped()();
  return true;
}

void SimulatedLoop::RunUntilIdle() {
  for (int callbacks = 0; RunPosted() || RunTimerDue(); ++callbacks) {
    if (callbacks < kCallbacksMax) continue;
    std::fprintf(stderr, "the simulated loop never comes to rest\n");
    std::abort();
  }
}

void SimulatedLoop::Advance(absl::Duration duration) {
  const absl::Duration end = elapsed_ + duration;
  RunUntilIdle();
  while (!timers_.empty() && timers_.begin()->first.first <= end) {
    elapsed_ = timers_.begin()->first.first;
    RunUntilIdle();
  }
  elapsed_ = end;
}

bool SimulatedLoop::RunNext() {
  if (RunPosted() || RunTimerDue()) return true;
  if (timers_.empty()) return false;
  elapsed_ = timers_.begin()->first.first;
  return RunTimerDue();
}

std::optional<absl::Duration> SimulatedLoop::TimeUntilTimer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.first - elapsed_;
}

}  // namespace imageco::bridge::base
