#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_COMMIT_THREAD_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_COMMIT_THREAD_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "bridge/base/loop.h"
#include "bridge/ledger/sqlite/operation.h"

namespace imageco::bridge::ledger {

// The thread that waits for the disk. Takes all that is queued, up to a batch, lets it be committed
// in one go and posts the answers to the loop in one go, so that a slow disk makes larger batches
// and not longer queues. Made, given operations and destroyed on the loop's thread.
class CommitThread {
 public:
  // Commits a batch, or fails every operation in it. On the commit thread.
  using Commit = absl::AnyInvocable<void(const Batch&)>;

  CommitThread(base::Loop& loop, size_t batch_max, Commit commit);
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;
  // Commits what is queued, posts the answers and ends.
  ~CommitThread();

  // Begins, once. ResourceExhaustedError: the system gives no thread; nothing may be added then.
  absl::Status Start();

  // Queues an operation, unless as many as `queue_max` wait. Committed in the order of Add.
  bool Add(std::shared_ptr<Operation> operation, size_t queue_max);

 private:
  void Run();
  // What is to be committed next, once there is something; nothing at the end.
  Batch Take();

  base::Loop& loop_;
  const size_t batch_max_;
  Commit commit_;

  // Not absl::Mutex: see EpollLoop.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Operation>> queue_;  // guarded by mutex_
  bool ending_ = false;                           // guarded by mutex_

  std::thread thread_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_COMMIT_THREAD_H_
