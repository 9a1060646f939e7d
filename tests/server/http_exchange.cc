#include "tests/server/http_exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace imageco::server {

using bridge::base::OwnedFd;

OwnedFd ConnectTo(const std::string& address) {
  OwnedFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return fd;
  const timeval patience = {30, 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<in_port_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) return {};
  return fd;
}

std::string Exchange(const OwnedFd& connection, const std::string& bytes) {
  send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  std::string received;
  std::array<char, 16384> buffer;
  for (ssize_t got = 0; (got = recv(connection.get(), buffer.data(), buffer.size(), 0)) > 0;) {
    received.append(buffer.data(), static_cast<size_t>(got));
  }
  return received;
}

HttpReceived HttpRequest(const std::string& address, const std::string& request) {
  const OwnedFd connection = ConnectTo(address);
  if (!connection) return {};
  const std::string received = Exchange(connection, request);
  HttpReceived answer;
  if (std::sscanf(received.c_str(), "HTTP/1.%*d %d", &answer.status) != 1) return {};
  const size_t end = received.find("\r\n\r\n");
  answer.headers = received.substr(0, end);
  if (end != std::string::npos) answer.body = received.substr(end + 4);
  return answer;
}

HttpReceived HttpGet(const std::string& address, const std::string& path) {
  return HttpRequest(address, absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: x\r\n\r\n"));
}

}  // namespace imageco::server
