#include "bridge/gateway/http/connection_sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/http/curl_easy.h"

namespace imageco::bridge::gateway {
namespace {

std::string Name(const ConnectionEnds& ends) {
  return absl::StrCat(ends.local_ip, "|", ends.local_port, "|", ends.remote_ip, "|",
                      ends.remote_port);
}

struct SocketEnd {
  char ip[INET6_ADDRSTRLEN] = "";
  int port = 0;
};

SocketEnd ToSocketEnd(const sockaddr_storage& address) {
  SocketEnd end;
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, end.ip, sizeof(end.ip));
    end.port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, end.ip, sizeof(end.ip));
    end.port = ntohs(v6.sin6_port);
  }
  return end;
}

std::string NameOfSocket(int fd) {
  sockaddr_storage local = {};
  sockaddr_storage remote = {};
  socklen_t local_bytes = sizeof(local);
  socklen_t remote_bytes = sizeof(remote);
  getsockname(fd, reinterpret_cast<sockaddr*>(&local), &local_bytes);
  getpeername(fd, reinterpret_cast<sockaddr*>(&remote), &remote_bytes);
  const SocketEnd from = ToSocketEnd(local);
  const SocketEnd to = ToSocketEnd(remote);
  return Name({from.ip, from.port, to.ip, to.port});
}

bool IsQuiet(int fd) {
  char byte;
  return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace

void ConnectionSockets::Attach(CURL* easy) {
  SetOption(easy, CURLOPT_OPENSOCKETFUNCTION, &ConnectionSockets::Open);
  SetOption(easy, CURLOPT_OPENSOCKETDATA, this);
  SetOption(easy, CURLOPT_CLOSESOCKETFUNCTION, &ConnectionSockets::Close);
  SetOption(easy, CURLOPT_CLOSESOCKETDATA, this);
}

ConnectionSockets::State ConnectionSockets::LookAt(const ConnectionEnds& ends) {
  std::string name = Name(ends);
  const auto named = named_.find(name);
  if (named != named_.end()) return IsQuiet(named->second) ? State::kIdle : State::kDead;
  const auto found = std::find_if(unnamed_.begin(), unnamed_.end(),
                                  [&name](int fd) { return NameOfSocket(fd) == name; });
  if (found == unnamed_.end()) return State::kDead;
  named_.emplace(std::move(name), *found);
  unnamed_.erase(found);
  return State::kNew;
}

curl_socket_t ConnectionSockets::Open(void* self, curlsocktype, curl_sockaddr* address) {
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  auto& sockets = *static_cast<ConnectionSockets*>(self);
  std::erase(sockets.unnamed_, fd);
  sockets.unnamed_.push_back(fd);
  sockets.watches_.Opened(fd);
  return fd;
}

int ConnectionSockets::Close(void* self, curl_socket_t fd) {
  auto& sockets = *static_cast<ConnectionSockets*>(self);
  std::erase(sockets.unnamed_, fd);
  absl::erase_if(sockets.named_, [fd](const auto& named) { return named.second == fd; });
  sockets.watches_.Remove(fd);
  return close(fd);
}

}  // namespace imageco::bridge::gateway
