#include "server/listener/connections.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <semaphore>
#include <string_view>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/thread.h"

namespace imageco::server {
namespace {

using bridge::base::Log;
using bridge::base::OwnedFd;
using bridge::base::Severity;

constexpr absl::Duration kPause = absl::Milliseconds(100);

// Connections that ended while they waited are no fault of ours.
bool IsFaultOfTheConnection(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == ENETDOWN ||
         error == ENOPROTOOPT || error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH ||
         error == EOPNOTSUPP || error == ENETUNREACH || error == EPERM;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connections>> Connections::Make(std::vector<ListenSocket> sockets,
                                                               size_t connections_max,
                                                               Serve serve) {
  auto connections =
      absl::WrapUnique(new Connections(std::move(sockets), connections_max, std::move(serve)));
  if (!connections->loop_.status().ok()) return connections->loop_.status();
  connections->Listen();
  auto thread = bridge::base::StartThread([&loop = connections->loop_] { loop.Run(); });
  if (!thread.ok()) return thread.status();
  connections->thread_ = *std::move(thread);
  return connections;
}

Connections::Connections(std::vector<ListenSocket> sockets, size_t connections_max, Serve serve)
    : connections_max_(connections_max), serve_(std::move(serve)), sockets_(std::move(sockets)) {}

Connections::~Connections() {
  if (!thread_.joinable()) return;
  StopListening();
  loop_.Stop();
  thread_.join();
}

void Connections::StopListening() {
  std::binary_semaphore stopped(0);
  loop_.Post([this, &stopped] {
    for (const ListenSocket& socket : sockets_) loop_.Unwatch(socket.fd());
    sockets_.clear();
    stopped.release();
  });
  stopped.acquire();
}

void Connections::Listen() {
  paused_ = false;
  for (const ListenSocket& socket : sockets_) {
    const int fd = socket.fd();
    if (!loop_.Watch(fd, EPOLLIN, [this, fd](uint32_t) { Accept(fd); })) Pause("epoll_ctl");
  }
}

void Connections::Accept(int listen_fd) {
  // One that is closed or paused by an earlier event of the same turn is not watched any more.
  while (!paused_) {
    OwnedFd connection(accept4(listen_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (connection) {
      Take(listen_fd, std::move(connection));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return;
    } else if (!IsFaultOfTheConnection(errno)) {
      return Pause(std::strerror(errno));
    }
  }
}

void Connections::Take(int listen_fd, OwnedFd connection) {
  if (watched_.size() >= connections_max_) return NoteRefusal();
  OwnedFd watched(fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
  const int fd = watched.get();
  if (!watched) {
    ++refused_;
    return Pause(std::strerror(errno));
  }
  // Fails on a Unix socket, which needs it not.
  const int on = 1;
  setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const auto closed = [this, fd](uint32_t) {
    loop_.Unwatch(fd);
    watched_.erase(fd);
    open_ = watched_.size();
    if (watched_.size() < connections_max_ - connections_max_ / 10) full_ = false;
  };
  if (!loop_.Watch(fd, 0, closed)) {  // EPOLLHUP and EPOLLERR, of which one is always told
    ++refused_;
    return Pause("epoll_ctl");
  }
  if (std::exchange(complained_, false)) Log(Severity::kInfo, "connections are accepted again");
  watched_.emplace(fd, std::move(watched));
  open_ = watched_.size();
  ++accepted_;
  serve_(listen_fd, std::move(connection));
}

// Of a connection that closes as it goes out of sight.
void Connections::NoteRefusal() {
  ++refused_;
  if (std::exchange(full_, true)) return;
  Log(Severity::kWarning, "callers are turned away: too many connections",
      {{"connections", static_cast<int64_t>(watched_.size())}});
}

void Connections::Pause(const char* why) {
  if (std::exchange(paused_, true)) return;
  ++pauses_;
  if (!std::exchange(complained_, true)) {
    Log(Severity::kError, "no connection can be accepted for now",
        {{"reason", std::string_view(why)},
         {"connections", static_cast<int64_t>(watched_.size())}});
  }
  for (const ListenSocket& socket : sockets_) loop_.Unwatch(socket.fd());
  pause_.Set(kPause, [this] { Listen(); });
}

}  // namespace imageco::server
