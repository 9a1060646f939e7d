#include "bridge/base/epoll_loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace imageco::bridge::base {
namespace {

constexpr int kEventsMax = 64;
// A timer that is late by more waits until what is there has been read.
constexpr std::chrono::milliseconds kBehind(50);
constexpr uint64_t kWakeUpTag = 0;

// Ends the process unless a system call succeeded: those on the loop's own two descriptors, once
// they are there, fail by a bug alone.
void CheckSystemCall(ssize_t result, const char* call) {
  if (result >= 0) return;
  std::perror(call);
  std::abort();
}

absl::Status NoDescriptor() {
  return absl::ResourceExhaustedError(
      absl::StrCat("no descriptor for the event loop: ", std::strerror(errno)));
}

// Generations start at 1, so that no tag is that of the wake-up.
uint64_t MakeTag(uint32_t generation, int fd) {
  return uint64_t{generation} << 32 | static_cast<uint32_t>(fd);
}

}  // namespace

EpollLoop::EpollLoop()
    : epoll_fd_(epoll_create1(EPOLL_CLOEXEC)), wake_up_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  // Edge-triggered: every write wakes the loop once, and nobody needs to read the counter.
  if (epoll_fd_ < 0 || wake_up_fd_ < 0 ||
      !UpdateEpoll(EPOLL_CTL_ADD, wake_up_fd_, EPOLLIN | EPOLLET, kWakeUpTag)) {
    status_ = NoDescriptor();
  }
}

EpollLoop::~EpollLoop() {
  // What a dropped callback owns may still call the loop, so they go while its members are there.
  timers_.Clear();
  std::exchange(watches_, {}).clear();
  std::exchange(posted_, {}).clear();
  if (wake_up_fd_ >= 0) close(wake_up_fd_);
  if (epoll_fd_ >= 0) close(epoll_fd_);
}

void EpollLoop::Run() {
  stopped_ = false;
  std::array<epoll_event, kEventsMax> events;
  while (!stopped_) {
    const int ready = WaitForEvents(events.data(), kEventsMax);
    dispatching_ = true;
    for (int i = 0; i < ready; ++i) Dispatch(events[i].data.u64, events[i].events);
    dispatching_ = false;
    retired_.clear();
    RunPosted();
    const SteadyTime now = std::chrono::steady_clock::now();
    if (!CatchesUp(ready, now)) timers_.RunDue(now);
  }
}

void EpollLoop::Stop() {
  Post([this] { stopped_ = true; });
}

absl::Time EpollLoop::Now() const { return absl::Now(); }

SteadyTime EpollLoop::SteadyNow() const {
  timespec now = {};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return SteadyTime(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

void EpollLoop::Post(Callback callback) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(callback));
  if (!std::exchange(may_sleep_, false)) return;
  // Under the lock: once it is released, a loop that was stopped may be gone.
  const uint64_t one = 1;
  CheckSystemCall(write(wake_up_fd_, &one, sizeof(one)), "write to eventfd");
}

Loop::TimerId EpollLoop::RunAfter(absl::Duration delay, Callback callback) {
  constexpr absl::Duration kDelayMax = absl::Hours(24 * 365);
  delay = std::clamp(delay, absl::ZeroDuration(), kDelayMax);
  const SteadyTime due = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  return timers_.Add(due, std::move(callback));
}

void EpollLoop::Cancel(TimerId id) { timers_.Cancel(id); }

bool EpollLoop::Watch(int fd, uint32_t events, FdCallback callback, const void* owner) {
  Drop(fd);
  auto watch = std::make_unique<FdWatch>(FdWatch{++last_generation_, owner, std::move(callback)});
  if (!UpdateEpoll(EPOLL_CTL_ADD, fd, events, MakeTag(watch->generation, fd))) return false;
  watches_.emplace(fd, std::move(watch));
  return true;
}

bool EpollLoop::Rewatch(int fd, uint32_t events, const void* owner) {
  const auto watch = watches_.find(fd);
  return watch != watches_.end() && watch->second->owner == owner &&
         UpdateEpoll(EPOLL_CTL_MOD, fd, events, MakeTag(watch->second->generation, fd));
}

void EpollLoop::Unwatch(int fd, const void* owner) {
  const auto watch = watches_.find(fd);
  if (watch != watches_.end() && watch->second->owner == owner) Drop(fd);
}

void EpollLoop::Drop(int fd) {
  const auto watch = watches_.find(fd);
  if (watch == watches_.end()) return;
  // Fails where it has been closed, which ended the watch too.
  UpdateEpoll(EPOLL_CTL_DEL, fd, 0, 0);
  std::unique_ptr<FdWatch> unwatched = std::move(watch->second);
  watches_.erase(watch);
  if (dispatching_) retired_.push_back(std::move(unwatched));
}

// Whether the timers wait for another turn. Begins with a look of its own at what is there: the one
// before may have been cut short by the very signal that woke the process. Ends where nothing is
// left, and when it has taken as long as the loop was late: what goes on coming is no backlog.
bool EpollLoop::CatchesUp(int ready, SteadyTime now) {
  const std::optional<SteadyTime> due = timers_.NextDue();
  const bool is_behind = due && now - *due > kBehind;
  const bool begins = is_behind && !catch_up_end_;
  if (begins) catch_up_end_ = now + (now - *due);
  const bool goes_on = is_behind && (begins || (ready > 0 && now < *catch_up_end_));
  if (!goes_on) catch_up_end_.reset();
  return goes_on;
}

int EpollLoop::SleepMilliseconds() const {
  const std::optional<SteadyTime> due = timers_.NextDue();
  if (!due) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*due - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, std::numeric_limits<int>::max()));
}

int EpollLoop::WaitForEvents(epoll_event* events, int events_max) {
  int timeout = SleepMilliseconds();
  {
    const std::lock_guard lock(mutex_);
    if (!posted_.empty()) timeout = 0;
    may_sleep_ = timeout != 0;
  }
  int ready = epoll_wait(epoll_fd_, events, events_max, timeout);
  if (ready < 0 && errno == EINTR) ready = 0;
  CheckSystemCall(ready, "epoll_wait");
  const std::lock_guard lock(mutex_);
  may_sleep_ = false;
  return ready;
}

void EpollLoop::Dispatch(uint64_t tag, uint32_t events) {
  if (tag == kWakeUpTag) return;
  const auto watch = watches_.find(static_cast<int>(static_cast<uint32_t>(tag)));
  // An earlier callback of this batch may have unwatched it, or watched a new fd in its place.
  if (watch == watches_.end() || watch->second->generation != tag >> 32) return;
  FdWatch& ready = *watch->second;
  ready.callback(events);
}

void EpollLoop::RunPosted() {
  {
    const std::lock_guard lock(mutex_);
    running_.swap(posted_);
  }
  for (Callback& callback : running_) callback();
  running_.clear();
}

bool EpollLoop::UpdateEpoll(int operation, int fd, uint32_t events, uint64_t tag) {
  epoll_event event = {};
  event.events = events;
  event.data.u64 = tag;
  return epoll_ctl(epoll_fd_, operation, fd, &event) == 0;
}

}  // namespace imageco::bridge::base
