#include "tests/bridge/fake_transport.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace imageco::bridge::gateway {

base::Task<TransportResult> FakeTransport::Post(Outgoing message) {
  exchanges_.push_back({std::move(message.body), {}, std::move(message.traceparent)});
  if (script_) exchanges_.back().result = script_(exchanges_.back().body);
  Waiter waiter{.transport = *this, .exchange = exchanges_.size() - 1};
  co_return co_await waiter;
}

FakeTransport::Waiter& FakeTransport::FirstWaiter() const {
  if (waiting_.empty()) {
    std::fprintf(stderr, "no message waits for an answer\n");
    std::abort();
  }
  return *waiting_.front();
}

const std::string& FakeTransport::FirstWaiting() const {
  return exchanges_[FirstWaiter().exchange].body;
}

void FakeTransport::Answer(TransportResult result) {
  Waiter& first = FirstWaiter();
  waiting_.pop_front();
  exchanges_[first.exchange].result = std::move(result);
  first.sender.resume();
}

}  // namespace imageco::bridge::gateway
