#include "tests/sandbox/stream.h"

#include <array>
#include <chrono>
#include <type_traits>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace imageco::sandbox {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::chrono::seconds kCloseMax{1};

// `Layer` is beast::tcp_stream or beast::ssl_stream over it.
template <typename Layer>
class LayeredStream : public Stream {
 public:
  template <typename... Args>
  explicit LayeredStream(Args&&... args) : layer_(std::forward<Args>(args)...) {}

  Awaitable<bool> Handshake() override {
    error_code error;
    if constexpr (kIsTls) {
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await layer_.async_handshake(asio::ssl::stream_base::server, token);
    }
    co_return !error;
  }

  Awaitable<std::size_t> Read(asio::mutable_buffer buffer) override {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    const std::size_t bytes = co_await layer_.async_read_some(buffer, token);
    co_return bytes;
  }

  void CancelRead() override { Tcp().cancel(); }

  Awaitable<bool> Write(std::string_view bytes) override {
    error_code error;
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await asio::async_write(layer_, buffer, token);
    co_return !error;
  }

  Awaitable<void> Close(bool close_notify) override {
    Tcp().expires_after(kCloseMax);
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    if constexpr (kIsTls) {
      if (close_notify) co_await layer_.async_shutdown(token);
    }
    Tcp().socket().shutdown(asio::socket_base::shutdown_send, error);
    std::array<char, 4096> dropped;
    const asio::mutable_buffer buffer(dropped.data(), dropped.size());
    while (!error) co_await Tcp().async_read_some(buffer, token);
    Tcp().close();
  }

  void Reset() override {
    error_code ignored;
    Tcp().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    Tcp().close();
  }

 private:
  static constexpr bool kIsTls = !std::is_same_v<Layer, beast::tcp_stream>;

  beast::tcp_stream& Tcp() { return beast::get_lowest_layer(layer_); }

  Layer layer_;
};

}  // namespace

std::unique_ptr<Stream> MakePlainStream(asio::ip::tcp::socket socket) {
  return std::make_unique<LayeredStream<beast::tcp_stream>>(std::move(socket));
}

std::unique_ptr<Stream> MakeTlsStream(asio::ip::tcp::socket socket, asio::ssl::context& context) {
  using TlsStream = beast::ssl_stream<beast::tcp_stream>;
  return std::make_unique<LayeredStream<TlsStream>>(std::move(socket), context);
}

}  // namespace imageco::sandbox
