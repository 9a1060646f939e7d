#include "bridge/base/task.h"

#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace imageco::bridge::base {
namespace {

// Something to await that the test ends by hand.
struct Gate {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) { waiter = awaiting; }
  void await_resume() const noexcept {}
  void Open() { waiter.resume(); }

  std::coroutine_handle<> waiter;
};

// Counts the frames that hold one.
struct Counted {
  explicit Counted(int& count) : count(count) { ++count; }
  Counted(const Counted&) = delete;
  ~Counted() { --count; }
  int& count;
};

Task<int> Answer(int value) { co_return value; }

Task<int> Add(int a, int b) {
  Task<int> first = Answer(a);
  Task<int> second = Answer(b);
  const int sum = co_await first;
  co_return sum + co_await second;
}

Task<int> WaitAndAnswer(Gate& gate, int& alive, int value) {
  const Counted counted(alive);
  co_await gate;
  co_return value;
}

Task<int> AwaitWaiting(Gate& gate, int& alive) {
  const Counted counted(alive);
  Task<int> waiting = WaitAndAnswer(gate, alive, 7);
  const int value = co_await waiting;
  co_return value + 1;
}

Task<void> Note(std::vector<std::string>& notes, std::string note) {
  notes.push_back(std::move(note));
  co_return;
}

Task<std::unique_ptr<int>> MakeOwned(int value) { co_return std::make_unique<int>(value); }

Task<int> CountTo(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    Task<int> one = Answer(1);
    sum += co_await one;
  }
  co_return sum;
}

TEST(Task, DoesNothingUntilItIsAwaited) {
  std::vector<std::string> notes;
  {
    const Task<void> never = Note(notes, "never");
    EXPECT_TRUE(notes.empty());
  }
  EXPECT_TRUE(notes.empty());
}

TEST(Task, GivesTheResultsOfWhatItAwaits) {
  std::optional<int> result;
  Spawn(Add(2, 3), [&result](int sum) { result = sum; });
  EXPECT_EQ(result, 5);
}

TEST(Task, GivesAResultThatCanOnlyBeMoved) {
  std::unique_ptr<int> result;
  Spawn(MakeOwned(9), [&result](std::unique_ptr<int> owned) { result = std::move(owned); });
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(*result, 9);
}

TEST(Task, TellsTheEndOfATaskWithoutResult) {
  std::vector<std::string> notes;
  Spawn(Note(notes, "ran"), [&notes] { notes.push_back("done"); });
  EXPECT_EQ(notes, (std::vector<std::string>{"ran", "done"}));
}

TEST(Task, GoesOnWhereItWaited) {
  Gate gate;
  int alive = 0;
  std::optional<int> result;
  Spawn(AwaitWaiting(gate, alive), [&result](int value) { result = value; });
  EXPECT_EQ(result, std::nullopt);
  EXPECT_EQ(alive, 2);
  gate.Open();
  EXPECT_EQ(result, 8);
  EXPECT_EQ(alive, 0);
}

TEST(Task, TakesWhatItAwaitsWithItWhenDestroyedUnfinished) {
  Gate gate;
  int alive = 0;
  {
    Task<int> task = AwaitWaiting(gate, alive);
    // Starts it without anyone to go back to.
    task.await_suspend(std::noop_coroutine()).resume();
    EXPECT_EQ(alive, 2);
  }
  EXPECT_EQ(alive, 0);
}

TEST(Task, OwnsNothingAfterAMove) {
  Gate gate;
  int alive = 0;
  std::optional<Task<int>> first(AwaitWaiting(gate, alive));
  Task<int> second = std::move(*first);
  first.reset();
  second.await_suspend(std::noop_coroutine()).resume();
  EXPECT_EQ(alive, 2);
  gate.Open();
  EXPECT_EQ(second.await_resume(), 8);
}

TEST(Task, AwaitsManyTasksInARow) {
  std::optional<int> result;
  Spawn(CountTo(1000), [&result](int sum) { result = sum; });
  EXPECT_EQ(result, 1000);
}

}  // namespace
}  // namespace imageco::bridge::base
