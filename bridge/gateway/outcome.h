#ifndef IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_
#define IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_

#include <optional>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "bridge/gateway/http/transport.h"
#include "bridge/gateway/message/message_mapping.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// The result.id of success.
inline constexpr char kSuccessId[] = "0000";

// Whether `id` is one that the page documents: String(4), here exactly four ASCII letters or
// digits; `null` is a missing one.
bool IsResultId(const std::string& id);

// The gateway's verified answer said that the reply was taken.
struct Delivered {
  GatewayResult result;
};

// The gateway got the message and definitely refused it.
struct Rejected {
  GatewayResult result;  // empty where it refused by a status of results.refused_statuses
  int http_status = 0;
};

// The gateway took nothing and asks to come back later, by its verified word or by a status of
// results.deferred_statuses: a later try with the same id is safe.
struct Deferred {
  std::string why;
  absl::Duration retry_after;
};

// Nothing left this machine: a later try with the same id is safe.
struct NotSent {
  std::string why;
};

// Perhaps it was taken.
struct Unknown {
  std::string why;  // for people, with what the gateway said where that could not be believed
};

using Outcome = std::variant<Delivered, Rejected, Deferred, NotSent, Unknown>;

// What an HTTP answer turned out to be.
struct Answer {
  enum class Trust {
    kForeign,     // no message of the gateway's: a proxy's page, garbage, nothing
    kUnverified,  // a gateway message that does not prove to be the answer to this request
    kVerified,
  };
  Trust trust = Trust::kForeign;
  std::string fault;     // why it is not verified
  GatewayResult result;  // as the message says, to be believed only where it is verified
};

// The meaning of an exchange: the one place that decides what a caller may be told. Nothing left:
// NotSent. A message that verifies: what it says, within the documented values. Everything else:
// Unknown, whatever the HTTP status.
Outcome Interpret(const TransportResult& transport, const Answer& answer,
                  const config::v1::Results& rules);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_
