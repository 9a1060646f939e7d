#ifndef IMAGECO_BRIDGE_BASE_BLOCKING_CALL_H_
#define IMAGECO_BRIDGE_BASE_BLOCKING_CALL_H_

#include <atomic>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"

namespace imageco::bridge::base {

// Work that may block, such as looking up a name, on a thread of its own. Belongs to the loop's
// thread. Where it goes before the work is done, the thread is left to end by itself.
class BlockingCall {
 public:
  // May run longer than the call is there, to the end of the process: it owns all that it uses, and
  // begins nothing new once it is `abandoned`.
  using Work = absl::AnyInvocable<void(const std::atomic<bool>& abandoned)>;

  // Runs `work` on the thread, and then `then` on the loop, unless the call has gone.
  // ResourceExhaustedError: the system has no thread or no descriptor left.
  static absl::StatusOr<std::unique_ptr<BlockingCall>> Start(EpollLoop& loop, Work work,
                                                             Callback then);

  BlockingCall(const BlockingCall&) = delete;
  BlockingCall& operator=(const BlockingCall&) = delete;
  ~BlockingCall();

 private:
  class Bell;

  BlockingCall(EpollLoop& loop, std::shared_ptr<Bell> bell, Callback then)
      : loop_(loop), bell_(std::move(bell)), then_(std::move(then)) {}
  void End();

  EpollLoop& loop_;
  const std::shared_ptr<Bell> bell_;
  Callback then_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_BLOCKING_CALL_H_
