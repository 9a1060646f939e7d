#include "server/rpc/rpc_thread.h"

#include <grpc/support/time.h>
#include <pthread.h>

#include <utility>

#include "bridge/base/thread.h"

namespace imageco::server {
namespace {

using bridge::base::Callback;

// More would keep the first of them waiting.
constexpr size_t kTogetherMax = 16;

void RunAll(std::vector<Callback>& callbacks) {
  for (Callback& callback : callbacks) callback();
}

}  // namespace

absl::Status RpcThread::Start() {
  auto thread = bridge::base::StartThread([this] {
    pthread_setname_np(pthread_self(), "rpc");  // as `top -H` shows it
    Run();
  });
  if (!thread.ok()) return thread.status();
  thread_ = *std::move(thread);
  return absl::OkStatus();
}

void RpcThread::End() {
  if (queue_ == nullptr) return;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(is_over_, true)) return;
  }
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Run();
  }
}

void RpcThread::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (true) {
    const gpr_timespec until =
        to_loop_.empty() ? gpr_inf_future(GPR_CLOCK_MONOTONIC) : gpr_inf_past(GPR_CLOCK_MONOTONIC);
    switch (queue_->AsyncNext(&tag, &ok, until)) {
      case grpc::CompletionQueue::GOT_EVENT:
        static_cast<Completion*>(tag)->Complete(ok);
        if (to_loop_.size() >= kTogetherMax) FlushToLoop();
        break;
      case grpc::CompletionQueue::TIMEOUT:
        FlushToLoop();
        break;
      case grpc::CompletionQueue::SHUTDOWN:
        return FlushToLoop();
    }
  }
}

void RpcThread::Post(Callback callback) {
  const std::lock_guard lock(mutex_);
  if (is_over_) return;
  posted_.push_back(std::move(callback));
  if (std::exchange(is_woken_, true)) return;
  // Under the lock: a queue that is shut down takes nothing more.
  wake_up_.Set(queue_.get(), gpr_inf_past(GPR_CLOCK_MONOTONIC), &run_posted_);
}

void RpcThread::PostFromLoop(Callback callback) {
  from_loop_.push_back(std::move(callback));
  if (from_loop_.size() > 1) return;
  loop_.Post([this] {
    Post([callbacks = std::exchange(from_loop_, {})]() mutable { RunAll(callbacks); });
  });
}

void RpcThread::PostToLoop(Callback callback) { to_loop_.push_back(std::move(callback)); }

void RpcThread::RunPosted(bool /*ok*/) {
  Callbacks callbacks;
  {
    const std::lock_guard lock(mutex_);
    callbacks.swap(posted_);
    is_woken_ = false;
  }
  RunAll(callbacks);
}

void RpcThread::FlushToLoop() {
  if (to_loop_.empty()) return;
  loop_.Post([callbacks = std::exchange(to_loop_, {})]() mutable { RunAll(callbacks); });
}

}  // namespace imageco::server
