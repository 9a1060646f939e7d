#include "tests/bench/stub_gateway.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/bench/listening.h"
#include "tests/bench/sample.h"

namespace imageco::bench {
namespace {

using std::chrono::steady_clock;

constexpr absl::string_view kEndOfHead = "\r\n\r\n";

int ListenOnLoopback() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) std::abort();
  if (listen(fd, SOMAXCONN) != 0) std::abort();
  return fd;
}

int PortOf(int fd) {
  sockaddr_in address{};
  socklen_t length = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) std::abort();
  return ntohs(address.sin_port);
}

size_t ContentLength(absl::string_view head) {
  constexpr absl::string_view kName = "\r\ncontent-length:";
  const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(),
                                 [](char a, char b) { return absl::ascii_tolower(a) == b; });
  if (found == head.end()) return 0;
  absl::string_view value = head.substr(static_cast<size_t>(found - head.begin()) + kName.size());
  value = value.substr(0, value.find("\r\n"));
  size_t length = 0;
  return absl::SimpleAtoi(value, &length) ? length : 0;
}

// The body of the first request in `bytes`, which it is taken from once it is whole.
std::optional<std::string> TakeBody(std::string& bytes) {
  const size_t head = bytes.find(kEndOfHead.data());
  if (head == std::string::npos) return std::nullopt;
  const size_t start = head + kEndOfHead.size();
  const size_t length = ContentLength(absl::string_view(bytes).substr(0, head + 2));
  if (bytes.size() < start + length) return std::nullopt;
  std::string body = bytes.substr(start, length);
  bytes.erase(0, start + length);
  return body;
}

struct Connection {
  uint64_t number = 0;  // 0: closed
  std::string bytes;
};

struct Answer {
  steady_clock::time_point due;
  int fd = 0;
  uint64_t connection = 0;
  std::string bytes;
};

class StubGateway {
 public:
  explicit StubGateway(const StubGatewayOptions& options)
      : options_(options), listener_(ListenOnLoopback()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    Watch(listener_);
    SayListening(PortOf(listener_));
  }

  void Turn() {
    std::array<epoll_event, 256> events{};
    const int count = epoll_wait(epoll_, events.data(), events.size(), WaitMilliseconds());
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<size_t>(i)].data.fd;
      fd == listener_ ? AcceptAll() : Read(fd);
    }
    while (!answers_.empty() && answers_.front().due <= steady_clock::now()) {
      const Answer& answer = answers_.front();
      if (Of(answer.fd).number == answer.connection) Write(answer.fd, answer.bytes);
      answers_.pop_front();
    }
  }

 private:
  void Watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) std::abort();
  }

  int WaitMilliseconds() const {
    if (answers_.empty()) return -1;
    const auto left = answers_.front().due - steady_clock::now();
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::max<int64_t>(whole, 0));
  }

  Connection& Of(int fd) {
    if (connections_.size() <= static_cast<size_t>(fd)) {
      connections_.resize(static_cast<size_t>(fd) + 1);
    }
    return connections_[static_cast<size_t>(fd)];
  }

  void AcceptAll() {
    for (int fd = 0;
         (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      Of(fd) = {.number = ++accepted_, .bytes = ""};
      Watch(fd);
    }
  }

  void Read(int fd) {
    std::array<char, 16384> buffer{};
    const ssize_t length = recv(fd, buffer.data(), buffer.size(), 0);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) return Close(fd);
    Connection& connection = Of(fd);
    connection.bytes.append(buffer.data(), static_cast<size_t>(length));
    while (const auto body = TakeBody(connection.bytes)) AnswerTo(fd, connection, *body);
  }

  void AnswerTo(int fd, const Connection& connection, absl::string_view body) {
    if (options_.silent) return;
    const std::string answer = SampleAnswer(EchoOf(body), options_.plain);
    std::string bytes = absl::StrCat(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
        "Content-Length: ",
        answer.size(), "\r\n\r\n", answer);
    if (options_.latency == absl::ZeroDuration()) return Write(fd, bytes);
    const auto latency = std::chrono::duration_cast<steady_clock::duration>(
        absl::ToChronoNanoseconds(options_.latency));
    answers_.push_back({steady_clock::now() + latency, fd, connection.number, std::move(bytes)});
  }

  // An answer fits into what the system keeps for an idle connection.
  void Write(int fd, absl::string_view bytes) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(bytes.size())) Close(fd);
  }

  void Close(int fd) {
    if (Of(fd).number == 0) return;
    Of(fd) = {};
    close(fd);
  }

  const StubGatewayOptions options_;
  const int listener_;
  const int epoll_;
  uint64_t accepted_ = 0;
  std::vector<Connection> connections_;  // by descriptor
  std::deque<Answer> answers_;           // that are not due yet; all are as late
};

}  // namespace

void ServeAsGateway(const StubGatewayOptions& options) {
  StubGateway gateway(options);
  while (true) gateway.Turn();
}

}  // namespace imageco::bench
