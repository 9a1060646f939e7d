#ifndef IMAGECO_BRIDGE_REPLY_TRAIL_H_
#define IMAGECO_BRIDGE_REPLY_TRAIL_H_

#include <optional>

#include "absl/time/time.h"

namespace imageco::bridge {

// What one call of Reply came to on its way, for logs and metrics.
struct ReplyTrail {
  // What its answer rests on.
  enum class Source {
    kNothing,  // it came to no message
    kMessage,  // of its own, or what became of the try to send it
    kFlight,   // another call's with the same reply, which it joined
    kRecord,   // what the ledger had
  };

  Source source = Source::kNothing;
  // How long each part took; nothing: it did not come to it.
  std::optional<absl::Duration> wait;     // for a slot
  std::optional<absl::Duration> claim;    // to record the intent
  std::optional<absl::Duration> connect;  // to the gateway, TLS included; a part of the next
  std::optional<absl::Duration> gateway;  // the exchange
  std::optional<absl::Duration> settle;   // to record the outcome
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_REPLY_TRAIL_H_
