#ifndef IMAGECO_SERVER_OPERATIONS_HTTP_PORT_H_
#define IMAGECO_SERVER_OPERATIONS_HTTP_PORT_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace imageco::server {

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// What is answered to GET and HEAD, by path. Called on the port's thread, which waits meanwhile.
using HttpPages = std::map<std::string, std::function<HttpAnswer()>>;

struct HttpPortOptions {
  // Connections at most. A further one ends the one that has waited longest, so that whoever asks
  // in one piece is answered, whatever hangs there.
  size_t connections_max = 64;
  // How long one may say nothing.
  absl::Duration silence_max = absl::Seconds(10);
  // Bytes of a request's line and headers, and of what is kept for it.
  size_t request_bytes_max = 8 * 1024;
};

// A few pages in HTTP, in plaintext, on a thread of its own: one answer for each connection.
// Anything but GET and HEAD is answered 405, other paths 404, what is no HTTP 400.
class HttpPort {
 public:
  // `address`: "HOST:PORT"; of a name with several addresses, the first is served.
  static absl::StatusOr<std::unique_ptr<HttpPort>> Listen(const std::string& address,
                                                          HttpPages pages,
                                                          HttpPortOptions options = {});
  HttpPort(const HttpPort&) = delete;
  HttpPort& operator=(const HttpPort&) = delete;
  // Waits for an answer that is being made.
  ~HttpPort();

  int port() const { return port_; }

 private:
  class Daemon;

  HttpPort(int port, std::unique_ptr<Daemon> daemon);

  const int port_;
  const std::unique_ptr<Daemon> daemon_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_HTTP_PORT_H_
