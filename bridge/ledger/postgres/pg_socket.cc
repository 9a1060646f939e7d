#include "bridge/ledger/postgres/pg_socket.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace imageco::bridge::ledger {

bool PgSocket::Watch(int socket, uint32_t events, base::EpollLoop::FdCallback callback) {
  Unwatch();
  fd_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (fd_ < 0) return false;
  events_ = events;
  return loop_.Watch(fd_, events, std::move(callback));
}

bool PgSocket::Rewatch(uint32_t events) {
  if (fd_ < 0) return false;
  return std::exchange(events_, events) == events || loop_.Rewatch(fd_, events);
}

void PgSocket::Unwatch() {
  if (fd_ < 0) return;
  loop_.Unwatch(fd_);
  close(std::exchange(fd_, -1));
}

}  // namespace imageco::bridge::ledger
