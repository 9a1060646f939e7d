#include "server/listener/connections.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <semaphore>
#include <string_view>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/log_limit.h"
#include "bridge/base/thread.h"

namespace imageco::server {
namespace {

using bridge::base::EpollLoop;
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
                                                               ConnectionCalls& calls,
                                                               const Allowance& allowance,
                                                               Serve serve) {
  auto connections = absl::WrapUnique(
      new Connections(std::move(sockets), connections_max, calls, allowance, std::move(serve)));
  const absl::Status started = connections->StartThreads();
  if (!started.ok()) return started;
  // `why` is a literal.
  calls.Watch([&connections = *connections](const std::string& peer, std::string_view why) {
    connections.loop_.Post([&connections, peer, why] { connections.CutHeedless(peer, why); });
  });
  return connections;
}

Connections::Connections(std::vector<ListenSocket> sockets, size_t connections_max,
                         ConnectionCalls& calls, const Allowance& allowance, Serve serve)
    : connections_max_(connections_max),
      calls_(calls),
      allowance_(allowance),
      serve_(std::move(serve)),
      sockets_(std::move(sockets)) {}

absl::Status Connections::StartThreads() {
  for (const EpollLoop* loop : {&loop_, &handing_over_}) {
    if (!loop->status().ok()) return loop->status();
  }
  Listen();
  LookAtAll();
  const std::pair<EpollLoop*, std::thread*> threads[] = {{&handing_over_, &handing_over_thread_},
                                                         {&loop_, &thread_}};
  for (const auto& [loop, place] : threads) {
    auto thread = bridge::base::StartThread([loop = loop] { loop->Run(); });
    if (!thread.ok()) return thread.status();
    *place = *std::move(thread);
  }
  return absl::OkStatus();
}

Connections::~Connections() {
  if (thread_.joinable()) {
    calls_.Watch(nullptr);
    StopListening();
    loop_.Stop();
    thread_.join();
  }
  if (handing_over_thread_.joinable()) {
    handing_over_.Stop();
    handing_over_thread_.join();
  }
}

void Connections::StopListening() {
  std::binary_semaphore stopped(0);
  loop_.Post([this, &stopped] {
    for (const ListenSocket& socket : sockets_) loop_.Unwatch(socket.fd());
    sockets_.clear();
    handing_over_.Post([&stopped] { stopped.release(); });
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
  // EPOLLHUP and EPOLLERR, of which one is always told.
  if (!loop_.Watch(fd, 0, [this, fd](uint32_t) { Forget(fd); })) {
    ++refused_;
    return Pause("epoll_ctl");
  }
  if (std::exchange(complained_, false)) Log(Severity::kInfo, "connections are accepted again");
  std::string peer = PeerName(fd);
  calls_.Opened(peer);
  watched_.emplace(fd, Watched{std::move(watched), std::move(peer), loop_.SteadyNow()});
  open_ = watched_.size();
  ++accepted_;
  handing_over_.Post([this, listen_fd, connection = std::move(connection)]() mutable {
    serve_(listen_fd, std::move(connection));
  });
}

void Connections::Forget(int fd) {
  const auto it = watched_.find(fd);
  loop_.Unwatch(fd);
  calls_.Closed(it->second.peer);
  watched_.erase(it);
  open_ = watched_.size();
  if (watched_.size() < connections_max_ - connections_max_ / 10) full_ = false;
}

void Connections::LookAtAll() {
  for (auto& [fd, watched] : watched_) {
    if (BringsTooMuch(watched)) Cut(watched, "it says much and calls little");
  }
  look_again_.Set(allowance_.interval, [this] { LookAtAll(); });
}

bool Connections::BringsTooMuch(const Watched& watched) const {
  tcp_info info = {};
  socklen_t bytes = sizeof(info);
  // Fails on a Unix socket.
  if (getsockopt(watched.fd.get(), IPPROTO_TCP, TCP_INFO, &info, &bytes) != 0) return false;
  if (info.tcpi_bytes_received <= allowance_.bytes) return false;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(loop_.SteadyNow() - watched.opened_at);
  return info.tcpi_bytes_received >
         allowance_.bytes + allowance_.bytes_per_second * static_cast<uint64_t>(seconds.count()) +
             allowance_.bytes_per_call * calls_.begun(watched.peer);
}

void Connections::CutHeedless(const std::string& peer, std::string_view why) {
  for (auto& [fd, watched] : watched_) {
    if (watched.peer == peer) Cut(watched, why);
  }
}

// A connect to nowhere takes a TCP connection from whoever has it, with what was not read of it.
void Connections::Cut(Watched& watched, std::string_view why) {
  if (std::exchange(watched.is_cut, true)) return;
  ++cut_;
  const sockaddr nowhere = {.sa_family = AF_UNSPEC, .sa_data = {}};
  if (connect(watched.fd.get(), &nowhere, sizeof(nowhere)) != 0) {
    shutdown(watched.fd.get(), SHUT_RDWR);
  }
  static bridge::base::LogLimit& limit = *new bridge::base::LogLimit("connection cut");
  if (!limit.Admits()) return;
  Log(Severity::kWarning, "a caller's connection is cut",
      {{"caller", std::string_view(watched.peer)}, {"why", why}});
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
