#include "tests/sandbox/listener.h"

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace imageco::sandbox {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// An exception out of a coroutine is a bug: let it end the program.
void Rethrow(std::exception_ptr exception) {
  if (exception) std::rethrow_exception(std::move(exception));
}

}  // namespace

Listener::Listener(asio::io_context& io, std::string address)
    : io_(io), address_(std::move(address)), acceptor_(io) {}

Faults Listener::Open(std::uint16_t port, Serve serve) {
  try {
    const tcp::endpoint endpoint(asio::ip::make_address(address_), port);
    acceptor_ = tcp::acceptor(io_, endpoint);  // with SO_REUSEADDR
    port_ = acceptor_.local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    return {"port " + std::to_string(port) + ": " + error.code().message()};
  }
  asio::co_spawn(io_, Accept(std::move(serve)), Rethrow);
  return {};
}

Awaitable<void> Listener::Accept(Serve serve) {
  while (acceptor_.is_open()) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    tcp::socket socket = co_await acceptor_.async_accept(token);
    if (error) continue;
    socket.set_option(tcp::no_delay(true), error);
    asio::co_spawn(io_, serve(std::move(socket)), Rethrow);
  }
}

}  // namespace imageco::sandbox
