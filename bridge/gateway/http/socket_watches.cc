#include "bridge/gateway/http/socket_watches.h"

#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace imageco::bridge::gateway {
namespace {

constexpr absl::Duration kLookAgain = absl::Milliseconds(10);

}  // namespace

SocketWatches::SocketWatches(base::EpollLoop& loop, ReadyCallback ready)
    : loop_(loop), ready_(std::move(ready)), timer_(loop) {}

SocketWatches::~SocketWatches() {
  for (const auto& [fd, events] : events_) loop_.Unwatch(fd, this);
}

void SocketWatches::Set(int fd, uint32_t events) {
  events_[fd] = events;
  const auto ready = [this, fd](uint32_t ready) { ready_(fd, ready); };
  const bool watched = loop_.Rewatch(fd, events, this) || loop_.Watch(fd, events, ready, this);
  if (watched) {
    unwatched_.erase(fd);
  } else {
    unwatched_.insert(fd);
    LookSoon();
  }
}

void SocketWatches::Remove(int fd) {
  loop_.Unwatch(fd, this);
  events_.erase(fd);
  unwatched_.erase(fd);
}

void SocketWatches::Opened(int fd) {
  const auto events = events_.find(fd);
  if (events == events_.end()) return;
  loop_.Unwatch(fd, this);
  Set(fd, events->second);
}

void SocketWatches::LookSoon() {
  if (!timer_.is_set()) timer_.Set(kLookAgain, [this] { LookAtUnwatched(); });
}

void SocketWatches::LookAtUnwatched() {
  for (const int fd : std::vector<int>(unwatched_.begin(), unwatched_.end())) {
    const auto events = events_.find(fd);
    if (events == events_.end()) continue;  // gone with one before it
    Set(fd, events->second);
    ready_(fd, 0);
  }
}

}  // namespace imageco::bridge::gateway
