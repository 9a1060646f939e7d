#ifndef IMAGECO_BRIDGE_BASE_EPOLL_LOOP_H_
#define IMAGECO_BRIDGE_BASE_EPOLL_LOOP_H_

#include <sys/epoll.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/timer_queue.h"

namespace imageco::bridge::base {

// The real Loop: epoll on the thread that calls Run. Everything but Post, Stop and the clocks
// belongs to that thread; before Run, to the thread that made the loop. Running one does not crash,
// whatever is done with what it watches. Where it stood still, as in a process that was stopped, it
// first reads all that arrived meanwhile, and then looks at its timers.
class EpollLoop final : public Loop {
 public:
  // `events`: EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR.
  using FdCallback = absl::AnyInvocable<void(uint32_t events)>;

  // Look at `status` before anything else: without its descriptors it must not be used.
  EpollLoop();
  EpollLoop(const EpollLoop&) = delete;
  EpollLoop& operator=(const EpollLoop&) = delete;
  // Drops what has not run. No Run and no Post may be under way.
  ~EpollLoop() override;

  // ResourceExhaustedError: the system had no descriptor left when the loop was made.
  const absl::Status& status() const { return status_; }

  // Runs callbacks until Stop.
  void Run();

  // Lets Run return once all that was posted before has run. Callable from any thread.
  void Stop();

  absl::Time Now() const override;
  SteadyTime SteadyNow() const override;
  void Post(Callback callback) override;
  // A delay beyond a year counts as a year.
  TimerId RunAfter(absl::Duration delay, Callback callback) override;
  void Cancel(TimerId id) override;

  // Runs `callback` whenever `fd` is ready for one of `events` (level-triggered), until Unwatch, in
  // place of an earlier callback for this number. The loop does not own `fd`: Unwatch before
  // closing it, since what is closed is not watched any more, and its number may soon be another's.
  // Callbacks may watch, rewatch and unwatch anything, themselves included. Who cannot know whether
  // its `fd` has been closed, and is another's by now, names itself as the `owner`.
  //
  // False: `fd` is not watched, for the system has no room for it, or it is closed or of no kind to
  // wait for.
  [[nodiscard]] bool Watch(int fd, uint32_t events, FdCallback callback,
                           const void* owner = nullptr);
  // False: it was not watched by this owner, or has been closed since.
  [[nodiscard]] bool Rewatch(int fd, uint32_t events, const void* owner = nullptr);
  void Unwatch(int fd, const void* owner = nullptr);

 private:
  // `generation` tells the watched fd from an earlier one with the same number.
  struct FdWatch {
    uint32_t generation;
    const void* owner;
    FdCallback callback;
  };

  bool CatchesUp(int ready, SteadyTime now);
  int SleepMilliseconds() const;
  int WaitForEvents(epoll_event* events, int events_max);
  void Dispatch(uint64_t tag, uint32_t events);
  void Drop(int fd);
  void RunPosted();
  bool UpdateEpoll(int operation, int fd, uint32_t events, uint64_t tag);

  absl::Status status_;
  const int epoll_fd_;
  const int wake_up_fd_;
  bool stopped_ = false;

  TimerQueue timers_;
  std::optional<SteadyTime> catch_up_end_;  // while it catches up
  uint32_t last_generation_ = 0;
  absl::flat_hash_map<int, std::unique_ptr<FdWatch>> watches_;
  // Unwatched while their callbacks may be running; they go when the batch of events is done.
  bool dispatching_ = false;
  std::vector<std::unique_ptr<FdWatch>> retired_;

  // Not absl::Mutex: Debian builds Abseil without annotations, so TSan would report its insides.
  std::mutex mutex_;
  std::vector<Callback> posted_;  // guarded by mutex_
  bool may_sleep_ = false;        // guarded by mutex_: Run may miss a Post that does not wake it
  std::vector<Callback> running_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_EPOLL_LOOP_H_
