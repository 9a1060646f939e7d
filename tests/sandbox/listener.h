#ifndef IMAGECO_TESTS_SANDBOX_LISTENER_H_
#define IMAGECO_TESTS_SANDBOX_LISTENER_H_

#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/stream.h"

namespace imageco::sandbox {

// Accepts connections on one port of an address and serves each by a coroutine of its own. The
// coroutines run on the io_context's thread and end with it.
class Listener {
 public:
  using Serve = std::function<Awaitable<void>(boost::asio::ip::tcp::socket)>;

  Listener(boost::asio::io_context& io, std::string address);

  // Binds `port`, or a free one for 0, and begins to accept. Empty if it worked.
  Faults Open(std::uint16_t port, Serve serve);

  // The port that was bound; 0 before. Any thread may ask.
  std::uint16_t port() const { return port_; }

 private:
  Awaitable<void> Accept(Serve serve);

  boost::asio::io_context& io_;
  const std::string address_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_LISTENER_H_
