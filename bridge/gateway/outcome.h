#ifndef IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_
#define IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_

#include <optional>
#include <string>
#include <variant>

#include "absl/time/time.h"
#include "bridge/gateway/http/transport.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// The vendor's result: id String(4), "0000" is success, and a comment to be shown as it is.
struct GatewayResult {
  std::string id;
  std::string comment;
};

// The gateway's verified answer said that the reply was taken.
struct Delivered {
  GatewayResult result;
};

// The gateway got the message and definitely refused it.
struct Rejected {
  GatewayResult result;  // empty where it refused by the HTTP status alone
  int http_status = 0;
};

// Provably nothing was taken: a later try with the same id is safe.
struct NotSent {
  std::string why;
  std::optional<absl::Duration> retry_after;  // set: the gateway asked to come back later
};

// Perhaps it was taken.
struct Unknown {
  std::string why;
};

using Outcome = std::variant<Delivered, Rejected, NotSent, Unknown>;

// What an HTTP answer turned out to be.
struct Answer {
  enum class Trust {
    kForeign,     // no message of the gateway's: a proxy's page, garbage, nothing
    kUnverified,  // a gateway message that does not prove to be the answer to this request
    kVerified,
  };
  Trust trust = Trust::kForeign;
  std::string fault;     // why it is not verified
  GatewayResult result;  // only where it is verified
};

// The meaning of an exchange: the one place that decides what a caller may be told.
Outcome Interpret(const TransportResult& transport, const Answer& answer,
                  const config::v1::Results& rules);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_OUTCOME_H_
