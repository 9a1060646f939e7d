#include "bridge/base/blocking_call.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "bridge/base/thread.h"

namespace imageco::bridge::base {

// Rung by the thread, heard by the loop; gone when both have let go of it, in whatever order.
class BlockingCall::Bell {
 public:
  Bell() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  ~Bell() {
    if (fd_ >= 0) close(fd_);
  }

  int fd() const { return fd_; }
  void Ring() {
    const std::lock_guard lock(mutex_);
    eventfd_write(fd_, 1);
  }
  // What was done before it rang is known after this.
  void Hear() { const std::lock_guard lock(mutex_); }
  void Abandon() { abandoned_ = true; }
  const std::atomic<bool>& abandoned() const { return abandoned_; }

 private:
  const int fd_;
  std::atomic<bool> abandoned_ = false;
  std::mutex mutex_;
};

absl::StatusOr<std::unique_ptr<BlockingCall>> BlockingCall::Start(EpollLoop& loop, Work work,
                                                                  Callback then) {
  const auto bell = std::make_shared<Bell>();
  std::unique_ptr<BlockingCall> call(new BlockingCall(loop, bell, std::move(then)));
  auto* const self = call.get();
  if (!loop.Watch(bell->fd(), EPOLLIN, [self](uint32_t) { self->End(); })) {
    return absl::ResourceExhaustedError("no descriptor left");
  }
  absl::StatusOr<std::thread> thread = StartThread([bell, work = std::move(work)]() mutable {
    work(bell->abandoned());
    work = nullptr;  // what it owns is the thread's no longer
    bell->Ring();
  });
  if (!thread.ok()) return thread.status();
  thread->detach();
  return call;
}

BlockingCall::~BlockingCall() {
  bell_->Abandon();
  loop_.Unwatch(bell_->fd());
}

// Whoever hears of it may let go of this call.
void BlockingCall::End() {
  bell_->Hear();
  loop_.Unwatch(bell_->fd());
  Callback then = std::move(then_);
  then();
}

}  // namespace imageco::bridge::base
