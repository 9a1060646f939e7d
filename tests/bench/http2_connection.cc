#include "tests/bench/http2_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"

namespace imageco::bench {
namespace {

constexpr uint8_t kData = 0;
constexpr uint8_t kHeaders = 1;
constexpr uint8_t kResetStream = 3;
constexpr uint8_t kSettings = 4;
constexpr uint8_t kPing = 6;
constexpr uint8_t kWindowUpdate = 8;
constexpr uint8_t kContinuation = 9;

constexpr uint8_t kAck = 1;  // of settings and pings
constexpr uint8_t kEndStream = 1;
constexpr uint8_t kEndHeaders = 4;

constexpr uint16_t kHeaderTableSize = 1;
constexpr uint16_t kStreamsMax = 3;
constexpr uint16_t kInitialWindow = 4;
constexpr uint16_t kTrueBinaryMetadata = 0xfe03;  // gRPC's own: metadata without base64

constexpr size_t kFrameHead = 9;
constexpr uint32_t kWindowMax = 0x7fffffff;
constexpr uint32_t kCancelled = 8;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "the connection to the server failed: %s\n", what);
  std::exit(1);
}

void AppendNumber(uint32_t value, int bytes, std::string& out) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
}

uint32_t NumberAt(absl::string_view bytes, size_t at, size_t length) {
  uint32_t value = 0;
  for (size_t i = at; i < at + length; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

int Connect(const std::string& text) {
  const size_t colon = text.rfind(':');
  uint32_t port = 0;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (colon == std::string::npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    Die("its address is not IPv4:PORT");
  }
  address.sin_port = htons(static_cast<uint16_t>(port));
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    Die("nobody listens");
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

}  // namespace

Http2Connection::Http2Connection(const std::string& address, const std::vector<Header>& headers,
                                 Handlers handlers)
    : handlers_(std::move(handlers)), headers_(EncodeHeaders(headers)), fd_(Connect(address)) {
  Greet();
}

Http2Connection::~Http2Connection() { close(fd_); }

void Http2Connection::Greet() {
  out_ += "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  std::string settings;
  for (const auto& [name, value] : {std::pair<uint16_t, uint32_t>{kHeaderTableSize, 0},
                                    {kInitialWindow, kWindowMax},
                                    {kTrueBinaryMetadata, 1}}) {
    AppendNumber(name, 2, settings);
    AppendNumber(value, 4, settings);
  }
  AppendFrame(kSettings, 0, 0, settings);
  std::string window;
  AppendNumber(kWindowMax - 65535, 4, window);
  AppendFrame(kWindowUpdate, 0, 0, window);
}

void Http2Connection::Call(int number) {
  waiting_.push_back(number);
  BeginWaiting();
}

void Http2Connection::BeginWaiting() {
  while (open_ && !waiting_.empty() && streams_.size() < streams_max_) {
    const std::string message = handlers_.message(waiting_.front());
    if (static_cast<int64_t>(message.size()) > window_) return;
    if (!message.empty()) Begin(waiting_.front(), message);
    waiting_.pop_front();
  }
}

void Http2Connection::Begin(int number, absl::string_view message) {
  const uint32_t stream = std::exchange(next_stream_, next_stream_ + 2);
  AppendFrame(kHeaders, kEndHeaders, stream, stream == 1 ? headers_.first : headers_.next);
  AppendFrame(kData, kEndStream, stream, message);
  window_ -= static_cast<int64_t>(message.size());
  streams_[stream].number = number;
  stream_of_[number] = stream;
}

void Http2Connection::Cancel(int number) {
  const auto found = stream_of_.find(number);
  if (found == stream_of_.end()) return;
  std::string code;
  AppendNumber(kCancelled, 4, code);
  AppendFrame(kResetStream, 0, found->second, code);
  streams_.erase(found->second);
  stream_of_.erase(found);
  BeginWaiting();
}

void Http2Connection::AppendFrame(uint8_t type, uint8_t flags, uint32_t stream,
                                  absl::string_view payload) {
  AppendNumber(static_cast<uint32_t>(payload.size()), 3, out_);
  out_ += static_cast<char>(type);
  out_ += static_cast<char>(flags);
  AppendNumber(stream, 4, out_);
  out_.append(payload.data(), payload.size());
}

bool Http2Connection::Flush() {
  while (written_ < out_.size()) {
    const ssize_t sent = send(fd_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return false;
    if (sent <= 0) break;  // Read tells that it has ended
    written_ += static_cast<size_t>(sent);
  }
  out_.clear();
  written_ = 0;
  return true;
}

bool Http2Connection::Read() {
  std::array<char, 65536> buffer;
  const ssize_t length = recv(fd_, buffer.data(), buffer.size(), 0);
  if (length < 0 && errno == EAGAIN) return true;
  if (length <= 0) {
    EndAll();
    return false;
  }
  in_.append(buffer.data(), static_cast<size_t>(length));
  size_t taken = 0;
  while (const size_t frame = TakeFrame(absl::string_view(in_).substr(taken))) taken += frame;
  in_.erase(0, taken);
  BeginWaiting();
  return true;
}

// The length of the first frame, which is handled; 0 where it is not whole.
size_t Http2Connection::TakeFrame(absl::string_view bytes) {
  if (bytes.size() < kFrameHead) return 0;
  const size_t length = NumberAt(bytes, 0, 3);
  if (bytes.size() < kFrameHead + length) return 0;
  Handle(static_cast<uint8_t>(bytes[3]), static_cast<uint8_t>(bytes[4]),
         NumberAt(bytes, 5, 4) & kWindowMax, bytes.substr(kFrameHead, length));
  return kFrameHead + length;
}

void Http2Connection::Handle(uint8_t type, uint8_t flags, uint32_t stream,
                             absl::string_view payload) {
  const auto found = streams_.find(stream);
  if (type == kSettings && (flags & kAck) == 0) return TakeSettings(payload);
  if (type == kPing && (flags & kAck) == 0) return AppendFrame(kPing, kAck, 0, payload);
  if (type == kWindowUpdate && stream == 0) window_ += NumberAt(payload, 0, 4);
  if (type == kContinuation) Die("headers of more than one frame");
  if (found == streams_.end()) return;
  if (type == kData && !payload.empty()) found->second.answered = true;
  if (type == kResetStream) return End(stream, "");
  const bool ends = (type == kHeaders || type == kData) && (flags & kEndStream) != 0;
  if (ends) End(stream, type == kHeaders ? payload : "");
}

void Http2Connection::TakeSettings(absl::string_view payload) {
  for (size_t at = 0; at + 6 <= payload.size(); at += 6) {
    if (NumberAt(payload, at, 2) == kStreamsMax) streams_max_ = NumberAt(payload, at + 2, 4);
  }
  AppendFrame(kSettings, kAck, 0, "");
}

void Http2Connection::End(uint32_t stream, absl::string_view trailers) {
  const Stream ended = streams_[stream];
  streams_.erase(stream);
  stream_of_.erase(ended.number);
  handlers_.ended(ended.number, ended.answered, trailers);
}

void Http2Connection::EndAll() {
  open_ = false;
  while (!streams_.empty()) End(streams_.begin()->first, "");
}

}  // namespace imageco::bench
