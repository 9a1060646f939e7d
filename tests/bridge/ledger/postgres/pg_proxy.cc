#include "tests/bridge/ledger/postgres/pg_proxy.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace imageco::bridge::ledger {
namespace {

int Check(int result, const char* call) {
  if (result >= 0) return result;
  std::perror(call);
  std::abort();
}

// What there is to read; nothing at the end. Sockets block, so only where there is something.
std::string Read(int fd) {
  std::string bytes(64 * 1024, '\0');
  const ssize_t length = read(fd, bytes.data(), bytes.size());
  bytes.resize(length > 0 ? static_cast<size_t>(length) : 0);
  return bytes;
}

// Whoever went away hears nothing.
void Write(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t length = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (length <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(length));
  }
}

// -1: nobody listens.
int Connect(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int fd = Check(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

}  // namespace

PgProxy::PgProxy(base::EpollLoop& loop, std::string socket)
    : loop_(loop),
      socket_(std::move(socket)),
      listener_(Check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket")) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  Check(bind(listener_, reinterpret_cast<const sockaddr*>(&address), length), "bind");
  Check(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length), "getsockname");
  Check(listen(listener_, 64), "listen");
  port_ = ntohs(address.sin_port);
  Watch(listener_, [this](uint32_t) { Accept(); });
}

PgProxy::~PgProxy() {
  while (!links_.empty()) Close(links_.begin());
  loop_.Unwatch(listener_);
  close(listener_);
}

std::string PgProxy::Conninfo(const std::string& database) const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=postgres sslmode=disable " +
         "gssencmode=disable dbname=" + database;
}

void PgProxy::Set(Rule rule) {
  rule_ = rule;
  if (rule == Rule::kHoldAnswers) return;
  for (Link& link : links_) Write(link.client, std::exchange(link.held, {}));
}

size_t PgProxy::held() const {
  size_t bytes = 0;
  for (const Link& link : links_) bytes += link.held.size();
  return bytes;
}

void PgProxy::Accept() {
  const int client = Check(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), "accept4");
  const int server = rule_ == Rule::kRefuse ? -1 : Connect(socket_);
  if (server < 0) {
    ++cuts_;
    close(client);
    return;
  }
  const Place link = links_.insert(links_.end(), Link{client, server});
  Watch(client, [this, link](uint32_t) { OnRequest(link); });
  Watch(server, [this, link](uint32_t) { OnAnswer(link); });
}

void PgProxy::Watch(int fd, base::EpollLoop::FdCallback ready) {
  Check(loop_.Watch(fd, EPOLLIN, std::move(ready)) ? 0 : -1, "epoll_ctl");
}

void PgProxy::Close(Place link) {
  loop_.Unwatch(link->client);
  loop_.Unwatch(link->server);
  close(link->client);
  close(link->server);
  links_.erase(link);
}

void PgProxy::OnRequest(Place link) {
  const std::string bytes = Read(link->client);
  if (bytes.empty()) return Close(link);
  if (rule_ != Rule::kCutRequest) return Write(link->server, bytes);
  rule_ = Rule::kPass;
  ++cuts_;
  Close(link);
}

void PgProxy::OnAnswer(Place link) {
  const std::string bytes = Read(link->server);
  if (bytes.empty()) return Close(link);
  if (link->mute) return;
  if (!instead_.empty()) {
    link->mute = true;
    return Write(link->client, std::exchange(instead_, {}));
  }
  if (rule_ == Rule::kHoldAnswers) {
    link->held += bytes;
    return;
  }
  if (rule_ != Rule::kCutAnswer) return Write(link->client, bytes);
  rule_ = Rule::kPass;
  ++cuts_;
  Close(link);
}

}  // namespace imageco::bridge::ledger
