#ifndef IMAGECO_TESTS_SIMULATION_ANSWER_H_
#define IMAGECO_TESTS_SIMULATION_ANSWER_H_

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "tests/simulation/process_loop.h"

namespace imageco::simulation {

// What a coroutine of a process waits for from outside: whoever is asked holds it too, and gives it
// once. A dead process gets `if_dead`, so that the coroutine ends, and nothing else any more.
template <typename T>
class Answer final : public OutsideWait {
 public:
  Answer(ProcessLoop& loop, T if_dead)
      : loop_(loop), if_dead_(std::move(if_dead)), wait_(loop.BeginWait(*this)) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // Nobody gave it yet, and the process lives.
  bool open() const { return !value_ && !loop_.dead(); }

  // Runs the waiting coroutine on, after what is queued. What comes second counts for nothing.
  void Give(T value) {
    if (open()) Set(std::move(value));
  }
  void GiveUp() override { Set(std::move(if_dead_)); }

  bool await_ready() const noexcept { return value_.has_value(); }
  void await_suspend(std::coroutine_handle<> handle) { waiting_ = handle; }
  T await_resume() { return *std::move(value_); }

 private:
  void Set(T value) {
    value_ = std::move(value);
    loop_.EndWait(wait_);
    if (waiting_) loop_.Post([handle = waiting_] { handle.resume(); });
  }

  ProcessLoop& loop_;
  T if_dead_;
  const uint64_t wait_;
  std::optional<T> value_;
  std::coroutine_handle<> waiting_;
};

template <typename T>
using SharedAnswer = std::shared_ptr<Answer<T>>;

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_ANSWER_H_
