#include "server/operations/loop_watch.h"

#include "absl/memory/memory.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/thread.h"

namespace imageco::server {
namespace {

using bridge::base::Log;
using bridge::base::Severity;
using std::chrono::nanoseconds;

int64_t Milliseconds(nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

absl::StatusOr<std::unique_ptr<LoopWatch>> LoopWatch::Make(bridge::base::Loop& loop,
                                                           Readiness& readiness,
                                                           LoopWatchOptions options) {
  auto watch = absl::WrapUnique(new LoopWatch(loop, readiness, options));
  auto thread = bridge::base::StartThread([&watch = *watch] { watch.Watch(); });
  if (!thread.ok()) return thread.status();
  watch->thread_ = *std::move(thread);
  return watch;
}

LoopWatch::~LoopWatch() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

nanoseconds LoopWatch::lag() const {
  const std::lock_guard lock(turn_->mutex);
  return turn_->asked ? std::max<nanoseconds>(turn_->last_lag, Clock::now() - turn_->asked_at)
                      : turn_->last_lag;
}

uint64_t LoopWatch::stalls() const {
  const std::lock_guard lock(turn_->mutex);
  return turn_->stalls;
}

void LoopWatch::Watch() {
  std::unique_lock lock(mutex_);
  while (!ended_) {
    lock.unlock();
    Ask();
    const auto before = Clock::now();
    lock.lock();
    ends_.wait_for(lock, options_.interval, [this] { return ended_; });
    lock.unlock();
    // Where this thread did not get to run either, as in a process that was stopped, nothing is
    // known of the loop.
    if (Clock::now() - before > options_.interval + options_.still_after / 2) {
      const std::lock_guard turn_lock(turn_->mutex);
      turn_->asked_at = Clock::now();
    } else {
      Look();
    }
    lock.lock();
  }
}

void LoopWatch::Ask() {
  {
    const std::lock_guard lock(turn_->mutex);
    if (turn_->asked) return;
    turn_->asked = true;
    turn_->asked_at = Clock::now();
  }
  loop_.Post([turn = turn_] {
    const std::lock_guard lock(turn->mutex);
    turn->asked = false;
    turn->last_lag = Clock::now() - turn->asked_at;
  });
}

void LoopWatch::Look() {
  const auto now = Clock::now();
  Clock::time_point asked_at;
  bool is_still = false;
  {
    const std::lock_guard lock(turn_->mutex);
    asked_at = turn_->asked_at;
    is_still = turn_->asked && now - asked_at > options_.still_after;
    if (is_still && !still_) ++turn_->stalls;
  }
  if (is_still) {
    readiness_.Report(Readiness::Part::kLoop, absl::StrFormat("has not turned for %d s",
                                                              Milliseconds(now - asked_at) / 1000));
  }
  if (is_still == still_) return;
  still_ = is_still;
  if (is_still) {
    still_since_ = asked_at;
    Log(Severity::kError, "the loop stands still",
        {{"milliseconds", Milliseconds(now - still_since_)}});
    return;
  }
  readiness_.Report(Readiness::Part::kLoop, "");
  Log(Severity::kError, "the loop turns again",
      {{"milliseconds", Milliseconds(now - still_since_)}});
}

}  // namespace imageco::server
