#ifndef IMAGECO_BRIDGE_GATEWAY_EXCHANGE_OBSERVER_H_
#define IMAGECO_BRIDGE_GATEWAY_EXCHANGE_OBSERVER_H_

#include <google/protobuf/message.h>

#include <string>

#include "bridge/gateway/http/transport.h"
#include "bridge/gateway/outcome.h"

namespace imageco::bridge::gateway {

// An exchange as people are to see it. No key stands in it.
struct ObservedExchange {
  const google::protobuf::Message& request;
  // The body that went, byte by byte; where texts are not wanted, the body that would have gone for
  // a request with "[response_content]" for its text, and so on, under a sign of its own.
  std::string message;
  TransportResult result;  // with the head of the answer
  const Answer& answer;    // how its body was read
  const Outcome& outcome;
};

// Sees what goes over the wire to a merchant's gateway: a capture, or a trial.
class ExchangeObserver {
 public:
  virtual ~ExchangeObserver() = default;

  // Whether it is to see the texts of replies.
  virtual bool wants_texts() const = 0;

  // After each exchange, on the loop's thread.
  virtual void Observe(const ObservedExchange& exchange) = 0;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_EXCHANGE_OBSERVER_H_
