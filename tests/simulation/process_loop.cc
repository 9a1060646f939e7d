#include "tests/simulation/process_loop.h"

#include <algorithm>
#include <utility>

namespace imageco::simulation {

using bridge::base::SteadyTime;

SteadyTime ProcessLoop::SteadyNow() const {
  return world_.SteadyNow() + absl::ToChronoNanoseconds(after_death_);
}

void ProcessLoop::Post(Callback callback) {
  posted_.push_back(std::move(callback));
  if (!dead_) world_.Post([this] { RunPosted(); });
}

bridge::base::Loop::TimerId ProcessLoop::RunAfter(absl::Duration delay, Callback callback) {
  const TimerId id = ++last_id_;
  const absl::Duration wait = std::max(delay, absl::ZeroDuration());
  const TimerId world_id = dead_ ? 0 : world_.RunAfter(wait, [this, id] { RunTimer(id); });
  timers_.emplace(
      id, Timer{SteadyNow() + absl::ToChronoNanoseconds(wait), world_id, std::move(callback)});
  return id;
}

void ProcessLoop::Cancel(TimerId id) {
  const auto dropped = timers_.extract(id);
  if (dropped && !dead_) world_.Cancel(dropped.mapped().world_id);
}

void ProcessLoop::Run(const std::function<void()>& step) {
  step();
  CountStep();
}

void ProcessLoop::CrashAfter(uint64_t steps, std::function<void()> crash) {
  steps_left_ = steps;
  crash_ = std::move(crash);
}

void ProcessLoop::CountStep() {
  if (dead_ || steps_left_ == 0 || --steps_left_ > 0) return;
  const std::function<void()> crash = std::exchange(crash_, nullptr);
  crash();
}

void ProcessLoop::RunPosted() {
  if (dead_ || posted_.empty()) return;
  Callback callback = std::move(posted_.front());
  posted_.pop_front();
  callback();
  CountStep();
}

void ProcessLoop::RunTimer(TimerId id) {
  auto timer = timers_.extract(id);
  if (dead_ || !timer) return;
  timer.mapped().callback();
  CountStep();
}

void ProcessLoop::Die() {
  dead_ = true;
  for (const auto& [id, timer] : timers_) world_.Cancel(timer.world_id);
}

bool ProcessLoop::RunAfterlife() {
  if (!posted_.empty()) {
    Callback callback = std::move(posted_.front());
    posted_.pop_front();
    callback();
    return true;
  }
  if (!waits_.empty()) {
    waits_.begin()->second->GiveUp();
    return true;
  }
  if (timers_.empty()) return false;
  const auto earliest =
      std::min_element(timers_.begin(), timers_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.due, a.first) < std::pair(b.second.due, b.first);
      });
  auto timer = timers_.extract(earliest);
  after_death_ += absl::FromChrono(std::max(timer.mapped().due, SteadyNow()) - SteadyNow());
  timer.mapped().callback();
  return true;
}

uint64_t ProcessLoop::BeginWait(OutsideWait& wait) {
  waits_.emplace(++last_wait_, &wait);
  return last_wait_;
}

}  // namespace imageco::simulation
