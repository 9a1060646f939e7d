#ifndef IMAGECO_TESTS_SANDBOX_GATEWAY_CONNECTION_H_
#define IMAGECO_TESTS_SANDBOX_GATEWAY_CONNECTION_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "tests/sandbox/fault_book.h"
#include "tests/sandbox/gateway.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/request_parser.h"
#include "tests/sandbox/stream.h"

namespace imageco::sandbox {

// What all connections share. Borrowed; must outlive them.
struct Wire {
  Gateway& gateway;
  FaultBook& faults;
  Journal& journal;
  const std::atomic<std::chrono::milliseconds>& idle_close;
  boost::asio::steady_timer& hang;  // never expires; cancelling it ends all hung connections
};

// One connection of a client, from its acceptance to its end.
class GatewayConnection {
 public:
  GatewayConnection(std::unique_ptr<Stream> stream, Wire wire, std::uint64_t number);

  // Serves it to its end. On the thread of the stream.
  Awaitable<void> Run();

 private:
  Awaitable<bool> Open();
  Awaitable<std::optional<HttpRequest>> ReadRequest();
  Awaitable<bool> ReadSome();
  Awaitable<bool> StopAtByte();
  Awaitable<bool> Respond(const Exchange& exchange);
  Awaitable<void> Wait(std::chrono::milliseconds duration);
  Awaitable<bool> Reach(const ConnectionFault& fault);
  Awaitable<void> End(const ConnectionFault& fault);

  std::unique_ptr<Stream> stream_;
  Wire wire_;
  std::uint64_t number_;
  bool kept_alive_ = false;
  bool ended_ = false;  // by a fault
  std::string bytes_;   // of the request that is being read, and what came after it
  std::array<char, 16384> buffer_{};
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_GATEWAY_CONNECTION_H_
