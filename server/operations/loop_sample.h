#ifndef IMAGECO_SERVER_OPERATIONS_LOOP_SAMPLE_H_
#define IMAGECO_SERVER_OPERATIONS_LOOP_SAMPLE_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "bridge/base/loop.h"

namespace imageco::server {

// What only the loop's thread knows, for others who ask: a T, taken there. Where the loop does not
// turn within the patience, it is the one that was taken last. For any thread.
template <typename T>
class LoopSample {
 public:
  // `take` runs on the loop's thread. The loop, and what `take` looks at while that runs, outlive
  // the sample.
  LoopSample(bridge::base::Loop& loop, std::function<T()> take,
             std::chrono::milliseconds patience = std::chrono::milliseconds(500))
      : loop_(loop), patience_(patience), state_(std::make_shared<State>(std::move(take))) {}

  T Get() {
    std::unique_lock lock(state_->mutex);
    const uint64_t wanted = ++state_->asked;
    loop_.Post([state = state_, wanted] {
      T value = state->take();
      const std::lock_guard answering(state->mutex);
      state->value = std::move(value);
      state->answered = wanted;
      state->changed.notify_all();
    });
    state_->changed.wait_for(lock, patience_, [&] { return state_->answered >= wanted; });
    return state_->value;
  }

 private:
  struct State {
    explicit State(std::function<T()> taken) : take(std::move(taken)) {}

    const std::function<T()> take;
    std::mutex mutex;  // not absl::Mutex, as in EpollLoop; guards all that follows
    std::condition_variable changed;
    uint64_t asked = 0;
    uint64_t answered = 0;
    T value{};
  };

  bridge::base::Loop& loop_;
  const std::chrono::milliseconds patience_;
  const std::shared_ptr<State> state_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_LOOP_SAMPLE_H_
