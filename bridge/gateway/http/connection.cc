#include "bridge/gateway/http/connection.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

constexpr int kTcpClose = 7;  // TCP_CLOSE of netinet/tcp.h, which does not go with linux/tcp.h

int PortOf(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
}

Connection::State LookAtKernel(int fd) {
  char byte;
  const ssize_t count = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return Connection::State::kSpoke;
  const bool is_open = count < 0 && errno == EAGAIN;
  return is_open ? Connection::State::kQuiet : Connection::State::kEnded;
}

// Given to the kernel, and not known to have arrived.
int BytesUnacknowledged(int fd) {
  int bytes = 0;
  ioctl(fd, SIOCOUTQ, &bytes);
  return bytes;
}

tcp_info TcpInfo(int fd) {
  tcp_info info = {};
  socklen_t bytes = sizeof(info);
  getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &bytes);
  return info;
}

// Whether closing `fd` drops what it holds, or lets the kernel deliver it.
void SetHardClose(int fd, bool hard) {
  const linger option = {hard ? 1 : 0, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &option, sizeof(option));
}

}  // namespace

std::string ToName(const char* local_ip, int local_port, const char* remote_ip, int remote_port) {
  return absl::StrCat(local_ip, "|", local_port, "|", remote_ip, "|", remote_port);
}

std::string IpOf(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text));
  } else if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text));
  }
  return text;
}

std::unique_ptr<Connection> Connection::Open(const curl_sockaddr& remote) {
  const int fd = socket(remote.family, remote.socktype | SOCK_CLOEXEC, remote.protocol);
  if (fd < 0) return nullptr;
  SetHardClose(fd, true);  // for the case that the process ends
  return std::unique_ptr<Connection>(new Connection(fd, remote.addr));
}

Connection::Connection(int fd, const sockaddr& remote)
    : fd_(fd), remote_ip_(IpOf(remote)), remote_port_(PortOf(remote)) {}

std::string Connection::name() const {
  sockaddr_storage storage = {};
  auto& local = reinterpret_cast<sockaddr&>(storage);
  socklen_t bytes = sizeof(storage);
  getsockname(fd_, &local, &bytes);
  return ToName(IpOf(local).c_str(), PortOf(local), remote_ip_.c_str(), remote_port_);
}

Connection::State Connection::Look() {
  if (fd_ < 0) return State::kEnded;
  const bool has_pending = tls_ != nullptr && tls_->HasPending();
  const State kernel = LookAtKernel(fd_);
  if (kernel == State::kQuiet && !has_pending) return State::kQuiet;
  if (!has_been_used_ && tls_ != nullptr) {
    if (tls_->TakeTickets(fd_)) return State::kQuiet;  // another ticket may be here by now
    if (tls_->WasClosed() || !tls_->Alert().empty()) return State::kEnded;
  }
  return has_pending ? State::kSpoke : kernel;
}

void Connection::BeginMessage() {
  has_been_used_ = true;
  message_under_way_ = true;
  bytes_sent_before_ = TcpInfo(fd_).tcpi_bytes_sent;
}

bool Connection::BeginAnswer() {
  if (fd_ >= 0 && BytesUnacknowledged(fd_) > 0) return false;
  message_under_way_ = false;
  return true;
}

void Connection::Close() {
  const int fd = std::exchange(fd_, -1);
  if (fd < 0) return;
  if (message_under_way_) {
    const tcp_info info = TcpInfo(fd);
    sent_nothing_ = info.tcpi_state == kTcpClose && info.tcpi_bytes_sent == bytes_sent_before_;
  }
  const bool given_up = message_under_way_ && BytesUnacknowledged(fd) > 0;
  if (!given_up) SetHardClose(fd, false);
  close(fd);
}

}  // namespace imageco::bridge::gateway
