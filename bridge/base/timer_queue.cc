#include "bridge/base/timer_queue.h"

namespace imageco::bridge::base {

Loop::TimerId TimerQueue::Add(SteadyTime due, Callback callback) {
  const Loop::TimerId id = ++last_id_;
  callbacks_.emplace(Key(due, id), std::move(callback));
  due_times_.emplace(id, due);
  return id;
}

void TimerQueue::Cancel(Loop::TimerId id) {
  const auto due = due_times_.find(id);
  if (due == due_times_.end()) return;
  const auto entry = callbacks_.find(Key(due->second, id));
  due_times_.erase(due);
  // Out of the map before it is destroyed: what it owns may cancel a timer too.
  const Callback dropped = std::move(entry->second);
  callbacks_.erase(entry);
}

void TimerQueue::Clear() {
  while (!callbacks_.empty()) Cancel(callbacks_.begin()->first.second);
}

void TimerQueue::RunDue(SteadyTime now) {
  while (!callbacks_.empty() && callbacks_.begin()->first.first <= now) {
    const auto entry = callbacks_.begin();
    Callback callback = std::move(entry->second);
    due_times_.erase(entry->first.second);
    callbacks_.erase(entry);
    callback();
  }
}

std::optional<SteadyTime> TimerQueue::NextDue() const {
  if (callbacks_.empty()) return std::nullopt;
  return callbacks_.begin()->first.first;
}

}  // namespace imageco::bridge::base
