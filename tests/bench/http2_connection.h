#ifndef IMAGECO_TESTS_BENCH_HTTP2_CONNECTION_H_
#define IMAGECO_TESTS_BENCH_HTTP2_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tests/bench/http2_headers.h"

namespace imageco::bench {

// A client's connection for equal unary calls of gRPC over HTTP/2 (RFC 9113), in plaintext: a tenth
// of what a call costs gRPC's own client, so that a load can be more than a server of the same gRPC
// takes. Keeps to the server's limits on streams and to its windows. On one thread.
class Http2Connection {
 public:
  struct Handlers {
    // The message of call `number`, when it is its turn; nothing where nobody wants it any more.
    std::function<std::string(int number)> message;
    // It has ended: with an answer, or else with the block of its trailers, which is empty where
    // its stream was reset or the connection has ended.
    std::function<void(int number, bool answered, absl::string_view trailers)> ended;
  };

  // Connects to "HOST:PORT", an IPv4 address. Dies where nobody listens.
  Http2Connection(const std::string& address, const std::vector<Header>& headers,
                  Handlers handlers);
  Http2Connection(const Http2Connection&) = delete;
  Http2Connection& operator=(const Http2Connection&) = delete;
  ~Http2Connection();

  int fd() const { return fd_; }

  // Calls, or waits until the server has room for it.
  void Call(int number);

  // Gives a call up that is under way or waits. `ended` is not called.
  void Cancel(int number);

  // Reads what has come. False: the connection has ended, and with it the calls under way; those
  // that wait are nobody's.
  bool Read();

  // Writes what there is to write. False: it has to be called again when the socket takes more.
  bool Flush();

 private:
  struct Stream {
    int number = 0;
    bool answered = false;
  };

  void Greet();
  void BeginWaiting();
  void Begin(int number, absl::string_view message);
  void AppendFrame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload);
  size_t TakeFrame(absl::string_view bytes);
  void Handle(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload);
  void TakeSettings(absl::string_view payload);
  void End(uint32_t stream, absl::string_view trailers);
  void EndAll();

  const Handlers handlers_;
  const HeaderBlocks headers_;
  const int fd_;
  bool open_ = true;
  std::string in_;
  std::string out_;
  size_t written_ = 0;  // of out_
  uint32_t next_stream_ = 1;
  uint32_t streams_max_ = 100;  // until the server says
  int64_t window_ = 65535;      // bytes of messages that the server takes on this connection
  std::deque<int> waiting_;
  absl::flat_hash_map<uint32_t, Stream> streams_;
  absl::flat_hash_map<int, uint32_t> stream_of_;  // by number
};

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_HTTP2_CONNECTION_H_
