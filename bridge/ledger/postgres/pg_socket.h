#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SOCKET_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SOCKET_H_

#include <cstdint>

#include "bridge/base/epoll_loop.h"

namespace imageco::bridge::ledger {

// Watches the socket of a connection by a descriptor of its own: libpq closes its socket whenever
// it likes, and the loop must not watch what is closed.
class PgSocket {
 public:
  explicit PgSocket(base::EpollLoop& loop) : loop_(loop) {}
  PgSocket(const PgSocket&) = delete;
  PgSocket& operator=(const PgSocket&) = delete;
  ~PgSocket() { Unwatch(); }

  // In place of what was watched before. False: there is no descriptor or no room left.
  [[nodiscard]] bool Watch(int socket, uint32_t events, base::EpollLoop::FdCallback callback);
  // False: nothing is watched.
  [[nodiscard]] bool Rewatch(uint32_t events);
  void Unwatch();

 private:
  base::EpollLoop& loop_;
  int fd_ = -1;
  uint32_t events_ = 0;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SOCKET_H_
