#include "tests/integration/http2_caller.h"

#include <sys/socket.h>

#include <array>
#include <cstdlib>

#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

constexpr char kData = 0;
constexpr char kHeaders = 1;
constexpr char kRstStream = 3;
constexpr char kSettings = 4;
constexpr char kGoAway = 7;
constexpr size_t kFrameHeadBytes = 9;
constexpr char kEndStream = 1;
constexpr char kEndHeaders = 4;

std::string BigEndian(uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

std::string Frame(char type, char flags, uint32_t stream, const std::string& payload) {
  return BigEndian(payload.size(), 3) + type + flags + BigEndian(stream, 4) + payload;
}

// Without indexing or Huffman (RFC 7541, 6.2.2); both shorter than 127 bytes.
std::string Header(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name +
         static_cast<char>(value.size()) + value;
}

}  // namespace

Http2Caller::Http2Caller(const std::string& address) : connection_(server::ConnectTo(address)) {
  if (!connection_) std::abort();
}

void Http2Caller::Greet(uint32_t window) {
  const std::string initial_window = BigEndian(4, 2) + BigEndian(window, 4);
  Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, 0, 0, initial_window));
}

std::string Http2Caller::Headers(const std::string& method, uint32_t stream,
                                 const std::map<std::string, std::string>& more) {
  std::string headers = Header(":method", "POST") + Header(":scheme", "http") +
                        Header(":path", method) + Header(":authority", "x") +
                        Header("content-type", "application/grpc") + Header("te", "trailers");
  for (const auto& [name, value] : more) headers += Header(name, value);
  return Frame(kHeaders, kEndHeaders, stream, headers);
}

std::string Http2Caller::Message(const std::string& bytes, bool is_last, uint32_t stream) {
  return Frame(kData, is_last ? kEndStream : '\0', stream,
               std::string(1, '\0') + BigEndian(bytes.size(), 4) + bytes);
}

std::string Http2Caller::Reset(uint32_t stream) {
  constexpr uint64_t kCancel = 8;
  return Frame(kRstStream, '\0', stream, BigEndian(kCancel, 4));
}

bool Http2Caller::Send(const std::string& bytes) {
  return send(connection_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

std::optional<std::string> Http2Caller::Receive(size_t bytes) {
  std::string buffer(bytes, '\0');
  const ssize_t got = recv(connection_.get(), buffer.data(), bytes, MSG_WAITALL);
  if (got != static_cast<ssize_t>(bytes)) return std::nullopt;
  return buffer;
}

bool Http2Caller::AwaitBytes(size_t bytes) { return Receive(bytes).has_value(); }

bool Http2Caller::AwaitGoAway() {
  while (const auto head = Receive(kFrameHeadBytes)) {
    const auto byte = [&head](int i) {
      return static_cast<size_t>(static_cast<uint8_t>((*head)[i]));
    };
    const size_t bytes = byte(0) << 16 | byte(1) << 8 | byte(2);
    if (bytes > 0 && !Receive(bytes)) return false;
    if ((*head)[3] == kGoAway) return true;
  }
  return false;
}

void Http2Caller::AwaitClose() { server::Exchange(connection_, ""); }

}  // namespace imageco::integration
