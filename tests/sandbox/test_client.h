#ifndef IMAGECO_TESTS_SANDBOX_TEST_CLIENT_H_
#define IMAGECO_TESTS_SANDBOX_TEST_CLIENT_H_

#include <openssl/ssl.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/certificate.h"

namespace imageco::sandbox {

// How the bytes of a server stopped.
enum class StreamEnd {
  kOpen,         // they did not, not even within 10 s
  kFin,          // without close_notify, where there is TLS
  kCloseNotify,  // then FIN
  kReset,
};

struct Received {
  std::string bytes;
  StreamEnd end = StreamEnd::kOpen;
};

// A blocking client of 127.0.0.1 that sends just the bytes that it is told to and sees how a
// connection ends. For the sandbox's own tests.
class TestClient {
 public:
  static TestClient Plain(std::uint16_t port);

  // Trusts `authority_pem` alone and shows `own`, if given. A handshake that fails leaves a client
  // whose ReadToEnd tells how.
  static TestClient Tls(std::uint16_t port, const std::string& authority_pem,
                        const std::optional<Certificate>& own = std::nullopt);

  // False if the server is gone.
  bool Send(std::string_view bytes);

  // The next so many bytes; fewer if the connection ends before.
  std::string ReadBytes(std::size_t bytes);

  // The next whole answer, by its Content-Length; what came of it if the connection ends before.
  std::string ReadAnswer();

  // Everything until the connection ends.
  Received ReadToEnd();

  // True if nothing comes for 100 ms, neither a byte nor an end.
  bool IsSilent();

  // The client's own FIN; with TLS, without close_notify.
  void FinishSending();

  bool handshaken() const { return ssl_ != nullptr && SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  struct Socket {
    explicit Socket(int descriptor) : fd(descriptor) {}
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int fd;
  };
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  explicit TestClient(std::uint16_t port);
  bool Fill(std::chrono::milliseconds patience);
  ssize_t Receive(char* data, std::size_t bytes_max);
  void EndBy(ssize_t result);
  std::string Take(std::size_t bytes);

  std::unique_ptr<Socket> socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string unread_;
  StreamEnd end_ = StreamEnd::kOpen;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_TEST_CLIENT_H_
