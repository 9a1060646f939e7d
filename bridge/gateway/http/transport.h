#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_TRANSPORT_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_TRANSPORT_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/task.h"

namespace imageco::bridge::gateway {

// What is known of a message after the attempt to send it.
enum class Sent {
  kNothing,   // provably not one byte of the message left this process
  kPerhaps,   // some or all of it may have left, and no full answer came
  kAnswered,  // a full HTTP answer arrived
};

// How one exchange went, below the meaning of what was answered.
struct TransportResult {
  Sent sent = Sent::kNothing;
  int http_status = 0;                        // of the answer; 0 without one
  std::string body;                           // of the answer, whole
  std::optional<absl::Duration> retry_after;  // of the answer's Retry-After header
  std::string error;                          // why there is no answer; no secrets, no texts
  std::optional<absl::Duration> connect;      // how long it took, where a connection was opened
  std::string head;  // of an answer or what came of it, as it came; where it was wanted
};

// A message as it goes.
struct Outgoing {
  std::string body;
  base::SteadyTime send_by = base::SteadyTime::max();  // it begins to go before, or not at all
  std::string traceparent{};                           // a header of that name; empty: none
  bool wants_head = false;                             // of the answer, line by line
};

// Sends messages to one merchant's gateway. Called on the loop's thread.
class Transport {
 public:
  virtual ~Transport() = default;

  // Sends `message` once or not at all, whatever happens to the connection. Never fails otherwise
  // than by what the result says, and ends within the configured times.
  virtual base::Task<TransportResult> Post(Outgoing message) = 0;

  // An answer was none to its message: it may have been meant for another one, and the right one
  // may be on its way. No connection that is open now carries a later message.
  virtual void DistrustConnections() {}
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_TRANSPORT_H_
