#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_SOCKET_WATCHES_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_SOCKET_WATCHES_H_

#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/timer.h"

namespace imageco::bridge::gateway {

// Watches the sockets that libcurl asks to watch. libcurl knows a socket by its number alone, and
// 7.88 closes one whose connection was not made without telling either the socket or the close
// callback (cf_socket_close). So a number that it has us watch may be closed, or be another socket
// by now, libcurl's own next one included, of which it then says nothing. On the loop's thread.
class SocketWatches {
 public:
  // `events`: what `fd` is ready for; 0 where that is not known and libcurl has to look.
  using ReadyCallback = absl::AnyInvocable<void(int fd, uint32_t events)>;

  // `ready` may change what is watched.
  SocketWatches(base::EpollLoop& loop, ReadyCallback ready);
  SocketWatches(const SocketWatches&) = delete;
  SocketWatches& operator=(const SocketWatches&) = delete;
  ~SocketWatches();

  // Watches `fd` for `events`, in place of what it was watched for. Where the system has no room
  // for it, calls back every few milliseconds instead.
  void Set(int fd, uint32_t events);
  void Remove(int fd);

  // `fd` is a socket just opened. Where libcurl takes its number for watched, it is from now on.
  void Opened(int fd);

 private:
  void LookSoon();
  void LookAtUnwatched();

  base::EpollLoop& loop_;
  ReadyCallback ready_;
  absl::flat_hash_map<int, uint32_t> events_;  // as libcurl has it
  absl::flat_hash_set<int> unwatched_;         // of those, for want of room
  base::Timer timer_;                          // while there are any
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_SOCKET_WATCHES_H_
