#ifndef IMAGECO_TESTS_SANDBOX_STREAM_H_
#define IMAGECO_TESTS_SANDBOX_STREAM_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>  // which boost/asio/awaitable.hpp leaves out in 1.74

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

namespace imageco::sandbox {

template <typename T>
using Awaitable = boost::asio::awaitable<T>;

// One accepted connection as a stream of plaintext. One operation at a time; all on the thread of
// the socket's executor.
class Stream {
 public:
  virtual ~Stream() = default;

  // The TLS handshake; true at once on a plain connection.
  virtual Awaitable<bool> Handshake() = 0;

  // Reads at least one byte; 0 once the client has ended, broken off, or CancelRead was called.
  virtual Awaitable<std::size_t> Read(boost::asio::mutable_buffer buffer) = 0;
  virtual void CancelRead() = 0;

  // False if the client is gone. `bytes` must outlive the call.
  virtual Awaitable<bool> Write(std::string_view bytes) = 0;

  // Ends in order: close_notify (TLS, if wanted), then FIN; never an RST, because what the client
  // still sends is read and dropped until it ends too, at most for a second.
  virtual Awaitable<void> Close(bool close_notify) = 0;

  // Ends with RST at once, without close_notify.
  virtual void Reset() = 0;
};

std::unique_ptr<Stream> MakePlainStream(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Stream> MakeTlsStream(boost::asio::ip::tcp::socket socket,
                                      boost::asio::ssl::context& context);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_STREAM_H_
