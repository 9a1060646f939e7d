#ifndef IMAGECO_TESTS_INTEGRATION_HTTP2_CALLER_H_
#define IMAGECO_TESTS_INTEGRATION_HTTP2_CALLER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "bridge/base/owned_fd.h"

namespace imageco::integration {

inline constexpr char kReply[] = "/imageco.complaint.v1.ComplaintService/Reply";
inline constexpr char kGetReply[] = "/imageco.complaint.v1.ComplaintService/GetReply";
// What comes of a preface: SETTINGS and what follows.
inline constexpr size_t kSettingsBytes = 30;

// A caller that speaks HTTP/2 by the byte, and so may stop anywhere (RFC 9113).
class Http2Caller {
 public:
  // Connects to "127.0.0.1:PORT" and says nothing.
  explicit Http2Caller(const std::string& address);

  // The preface, and SETTINGS with that window for each answer.
  void Greet(uint32_t window = 65'535);

  // Frames: the headers of a call of `method`, "/SERVICE/METHOD", and `more`, each of which is
  // shorter than 127 bytes; a message of it; and its end before its time.
  static std::string Headers(const std::string& method, uint32_t stream = 1,
                             const std::map<std::string, std::string>& more = {});
  static std::string Message(const std::string& bytes, bool is_last = true, uint32_t stream = 1);
  static std::string Reset(uint32_t stream);

  // False: the other side takes no more.
  bool Send(const std::string& bytes);
  void SendHeaders(const std::string& method, uint32_t stream = 1,
                   const std::map<std::string, std::string>& more = {}) {
    Send(Headers(method, stream, more));
  }
  void SendMessage(const std::string& bytes, bool is_last = true, uint32_t stream = 1) {
    Send(Message(bytes, is_last, stream));
  }

  // Waits until the other side has sent so many bytes. False: it has closed before.
  bool AwaitBytes(size_t bytes);

  // Waits for a GOAWAY: it is to open no more streams. False: it has closed before.
  bool AwaitGoAway();

  // Waits until the other side closes, without an answer to anything that it asks.
  void AwaitClose();

 private:
  std::optional<std::string> Receive(size_t bytes);

  const bridge::base::OwnedFd connection_;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_HTTP2_CALLER_H_
