#ifndef IMAGECO_TESTS_BRIDGE_FAKE_TRANSPORT_H_
#define IMAGECO_TESTS_BRIDGE_FAKE_TRANSPORT_H_

#include <coroutine>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bridge/gateway/http/transport.h"

namespace imageco::bridge::gateway {

// A gateway without a network: remembers every message and gives the results that the test makes.
class FakeTransport final : public Transport {
 public:
  using Script = std::function<TransportResult(const std::string& body)>;

  // A message as it was posted, and what its sender was told; nothing as long as it waits.
  struct Exchange {
    std::string body;
    std::optional<TransportResult> result{};
    std::string traceparent{};
  };

  FakeTransport() = default;
  FakeTransport(const FakeTransport&) = delete;
  FakeTransport& operator=(const FakeTransport&) = delete;

  // Messages posted from now on get the result of `script` at once; without one they wait.
  void AnswerAtOnce(Script script) { script_ = std::move(script); }

  // How many messages wait, and the one that has waited longest. There must be one.
  size_t waiting() const { return waiting_.size(); }
  const std::string& FirstWaiting() const;

  // Gives `result` to that one, and runs its sender on.
  void Answer(TransportResult result);

  // Every message that was ever posted, in order.
  const std::vector<Exchange>& exchanges() const { return exchanges_; }
  size_t sent() const { return exchanges_.size(); }

  // How often it was told that an answer was none to its message.
  size_t distrusted() const { return distrusted_; }

  base::Task<TransportResult> Post(Outgoing message) override;
  void DistrustConnections() override { ++distrusted_; }

 private:
  // Of one message. The exchange is named by its place: the vector grows.
  struct Waiter {
    FakeTransport& transport;
    size_t exchange;
    std::coroutine_handle<> sender{};

    bool await_ready() const { return transport.exchanges_[exchange].result.has_value(); }
    void await_suspend(std::coroutine_handle<> handle) {
      sender = handle;
      transport.waiting_.push_back(this);
    }
    TransportResult await_resume() const { return *transport.exchanges_[exchange].result; }
  };

  Waiter& FirstWaiter() const;

  Script script_;
  std::vector<Exchange> exchanges_;
  std::deque<Waiter*> waiting_;
  size_t distrusted_ = 0;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_FAKE_TRANSPORT_H_
