#include "tests/sandbox/gateway_connection.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace imageco::sandbox {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::string_view kBadRequest =
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// Ends a read that takes too long, unless it is destroyed before.
class IdleGuard {
 public:
  IdleGuard(Stream& stream, const asio::any_io_executor& executor, std::chrono::milliseconds max)
      : timer_(executor, max) {
    // A timer that has expired cannot be cancelled any more: `live` tells its handler.
    timer_.async_wait([&stream, live = live_](const error_code& error) {
      if (!error && *live) stream.CancelRead();
    });
  }
  ~IdleGuard() { *live_ = false; }
  IdleGuard(const IdleGuard&) = delete;
  IdleGuard& operator=(const IdleGuard&) = delete;

 private:
  std::shared_ptr<bool> live_ = std::make_shared<bool>(true);
  asio::steady_timer timer_;
};

}  // namespace

GatewayConnection::GatewayConnection(std::unique_ptr<Stream> stream, Wire wire,
                                     std::uint64_t number)
    : stream_(std::move(stream)), wire_(wire), number_(number) {}

Awaitable<void> GatewayConnection::Run() {
  bool open = co_await Open();
  while (open) {
    std::optional<HttpRequest> request = co_await ReadRequest();
    if (!request) break;
    const RequestOrigin origin{number_, kept_alive_};
    const Exchange exchange = wire_.gateway.Handle(*request, origin);
    open = co_await Respond(exchange);
    kept_alive_ = true;
  }
  if (!ended_) co_await stream_->Close(true);
}

Awaitable<bool> GatewayConnection::Open() {
  const std::optional<FaultPlan> plan = wire_.faults.TakeAtAccept();
  if (plan) {
    co_await Wait(plan->latency);
    const bool ended = co_await Reach(*plan->connection);
    if (ended) co_return false;
  }
  co_return co_await stream_->Handshake();
}

// nullopt once the connection is over, or has to be.
Awaitable<std::optional<HttpRequest>> GatewayConnection::ReadRequest() {
  RequestParser parser;
  RequestParser::State state = parser.Parse(bytes_);
  while (state == RequestParser::State::kIncomplete) {
    const bool stopped = co_await StopAtByte();
    if (stopped) co_return std::nullopt;
    const bool more = co_await ReadSome();
    if (!more) {
      if (!bytes_.empty()) wire_.journal.RecordPartialRequest();
      co_return std::nullopt;
    }
    state = parser.Parse(bytes_);
  }
  if (state == RequestParser::State::kMalformed) {
    wire_.journal.RecordPartialRequest();
    co_await stream_->Write(kBadRequest);
    co_return std::nullopt;
  }
  bytes_.erase(0, parser.consumed());
  co_return parser.Release();
}

// Reads no further than a fault plan may want it.
Awaitable<bool> GatewayConnection::ReadSome() {
  const std::optional<std::size_t> stop = wire_.faults.NextRequestByte(bytes_.size());
  const std::size_t most = stop ? *stop - bytes_.size() : buffer_.size();
  const std::chrono::milliseconds idle_close = wire_.idle_close;
  std::optional<IdleGuard> guard;
  if (kept_alive_ && bytes_.empty() && idle_close.count() > 0) {
    const auto executor = co_await asio::this_coro::executor;
    guard.emplace(*stream_, executor, idle_close);
  }
  const asio::mutable_buffer buffer(buffer_.data(), std::min(most, buffer_.size()));
  const std::size_t read = co_await stream_->Read(buffer);
  bytes_.append(buffer_.data(), read);
  co_return read > 0;
}

// True if a fault plan ended the connection where the request now stands.
Awaitable<bool> GatewayConnection::StopAtByte() {
  const std::optional<FaultPlan> plan = wire_.faults.TakeAtRequestByte(bytes_, kept_alive_);
  if (!plan) co_return false;
  if (plan->connection->end != ConnectionEnd::kGoOn) wire_.journal.RecordPartialRequest();
  co_await Wait(plan->latency);
  co_return co_await Reach(*plan->connection);
}

// False once the connection is over, or has to be.
Awaitable<bool> GatewayConnection::Respond(const Exchange& exchange) {
  co_await Wait(exchange.latency);
  const std::optional<ConnectionFault>& fault = exchange.connection_fault;
  std::string_view answer = exchange.answer;
  if (fault) {
    answer = answer.substr(0, fault->at == FaultPoint::kAnswerByte ? fault->byte : 0);
  }
  bool open = answer.empty() || co_await stream_->Write(answer);
  if (fault) {
    const bool ended = co_await Reach(*fault);
    const std::string_view rest = std::string_view(exchange.answer).substr(answer.size());
    open = open && !ended && co_await stream_->Write(rest);
  }
  co_return open&& exchange.keep_alive;
}

Awaitable<void> GatewayConnection::Wait(std::chrono::milliseconds duration) {
  if (duration.count() == 0) co_return;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

// True if the fault ended the connection.
Awaitable<bool> GatewayConnection::Reach(const ConnectionFault& fault) {
  if (fault.reached) fault.reached();
  if (fault.end == ConnectionEnd::kGoOn) co_return false;
  co_await End(fault);
  co_return true;
}

Awaitable<void> GatewayConnection::End(const ConnectionFault& fault) {
  ended_ = true;
  if (fault.end == ConnectionEnd::kHang) {
    error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await wire_.hang.async_wait(token);
  }
  if (fault.end == ConnectionEnd::kClose) {
    co_await stream_->Close(fault.close_notify);
  } else {
    stream_->Reset();
  }
}

}  // namespace imageco::sandbox
