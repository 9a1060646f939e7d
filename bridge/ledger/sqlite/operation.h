#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_OPERATION_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_OPERATION_H_

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/ledger/sqlite/reply_table.h"

namespace imageco::bridge::ledger {

// Something to do within a transaction, and what came of it. Goes from the loop's thread to the
// commit thread and back, and belongs to one of them at a time, but for the coroutine that waits,
// which the loop's thread alone looks at.
class Operation {
 public:
  virtual ~Operation() = default;

  // On the commit thread. An error is the file's: none of the transaction comes to be.
  virtual absl::Status Run(ReplyTable& table) = 0;

  // Nothing came of it, whatever Run has said.
  virtual void Fail(const absl::Status& why) = 0;

  // On the loop's thread: the coroutine to resume when the answer is durable; null: none any more.
  void SetWaiting(std::coroutine_handle<> waiting) { waiting_ = waiting; }
  void Answer() {
    if (const auto waiting = std::exchange(waiting_, nullptr)) waiting.resume();
  }

 private:
  std::coroutine_handle<> waiting_;
};

// Shared by who waits and by the queue: a task may be destroyed while its operation is under way.
using Batch = std::vector<std::shared_ptr<Operation>>;

// Whether an error is the file's, and not the answer to an operation.
inline bool IsFileFault(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// `Result` is absl::Status or an absl::StatusOr.
template <typename Result>
class ResultOperation final : public Operation {
 public:
  using Work = absl::AnyInvocable<Result(ReplyTable&)>;

  explicit ResultOperation(Work work) : work_(std::move(work)) {}

  absl::Status Run(ReplyTable& table) override {
    result_.emplace(work_(table));
    return IsFileFault(StatusOf(*result_)) ? StatusOf(*result_) : absl::OkStatus();
  }
  void Fail(const absl::Status& why) override { result_.emplace(why); }
  Result TakeResult() { return *std::move(result_); }

 private:
  static const absl::Status& StatusOf(const absl::Status& status) { return status; }
  template <typename T>
  static const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
    return result.status();
  }

  Work work_;
  std::optional<Result> result_;
};

// Awaits the answer to an operation that is queued. On the loop's thread.
template <typename Result>
class Durable {
 public:
  explicit Durable(std::shared_ptr<ResultOperation<Result>> operation)
      : operation_(std::move(operation)) {}
  Durable(const Durable&) = delete;
  Durable& operator=(const Durable&) = delete;
  ~Durable() { operation_->SetWaiting(nullptr); }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) { operation_->SetWaiting(waiting); }
  Result await_resume() { return operation_->TakeResult(); }

 private:
  const std::shared_ptr<ResultOperation<Result>> operation_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_OPERATION_H_
