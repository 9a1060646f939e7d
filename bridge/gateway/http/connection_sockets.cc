#include "bridge/gateway/http/connection_sockets.h"

#include <utility>

#include "bridge/gateway/http/curl_easy.h"

namespace imageco::bridge::gateway {

void ConnectionSockets::Attach(CURL* easy) {
  SetOption(easy, CURLOPT_CLOSESOCKETFUNCTION, &ConnectionSockets::Close);
  SetOption(easy, CURLOPT_CLOSESOCKETDATA, this);
}

std::shared_ptr<Connection> ConnectionSockets::Open(const curl_sockaddr& address) {
  std::shared_ptr<Connection> connection = Connection::Open(address);
  if (connection == nullptr) return nullptr;
  const int fd = connection->fd();
  if (const auto closed = by_fd_.find(fd); closed != by_fd_.end()) {
    closed->second.connection->Forget();
    Remove(fd);
  }
  by_fd_.emplace(fd, Entry{connection, ""});
  watches_.Opened(fd);
  return connection;
}

void ConnectionSockets::Keep(const std::shared_ptr<Connection>& connection, std::string name) {
  const auto entry = by_fd_.find(connection->fd());
  if (entry == by_fd_.end()) return;
  fds_.insert_or_assign(name, connection->fd());
  entry->second.name = std::move(name);
}

std::shared_ptr<Connection> ConnectionSockets::Find(const std::string& name) const {
  const auto fd = fds_.find(name);
  return fd == fds_.end() ? nullptr : by_fd_.at(fd->second).connection;
}

void ConnectionSockets::Remove(int fd) {
  const auto entry = by_fd_.find(fd);
  if (entry == by_fd_.end()) return;
  const auto named = fds_.find(entry->second.name);
  if (named != fds_.end() && named->second == fd) fds_.erase(named);
  by_fd_.erase(entry);
}

int ConnectionSockets::Close(void* self, curl_socket_t fd) {
  auto& sockets = *static_cast<ConnectionSockets*>(self);
  sockets.watches_.Remove(fd);
  if (const auto entry = sockets.by_fd_.find(fd); entry != sockets.by_fd_.end()) {
    entry->second.connection->Close();
  }
  sockets.Remove(fd);
  return 0;
}

}  // namespace imageco::bridge::gateway
