#include "bridge/ledger/sqlite/commit_thread.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bridge/base/thread.h"

namespace imageco::bridge::ledger {

CommitThread::CommitThread(base::Loop& loop, size_t batch_max, Commit commit)
    : loop_(loop), batch_max_(batch_max), commit_(std::move(commit)) {}

absl::Status CommitThread::Start() {
  absl::StatusOr<std::thread> thread = base::StartThread([this] { Run(); });
  if (!thread.ok()) return thread.status();
  thread_ = *std::move(thread);
  return absl::OkStatus();
}

CommitThread::~CommitThread() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool CommitThread::Add(std::shared_ptr<Operation> operation, size_t queue_max) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_max) return false;
    queue_.push_back(std::move(operation));
  }
  changed_.notify_one();
  return true;
}

Batch CommitThread::Take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !queue_.empty() || ending_; });
  const auto end = queue_.begin() + static_cast<ptrdiff_t>(std::min(queue_.size(), batch_max_));
  Batch batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

void CommitThread::Run() {
  for (Batch batch = Take(); !batch.empty(); batch = Take()) {
    commit_(batch);
    loop_.Post([answered = std::move(batch)] {
      for (const auto& operation : answered) operation->Answer();
    });
  }
}

}  // namespace imageco::bridge::ledger
