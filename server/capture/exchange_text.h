#ifndef IMAGECO_SERVER_CAPTURE_EXCHANGE_TEXT_H_
#define IMAGECO_SERVER_CAPTURE_EXCHANGE_TEXT_H_

#include <string>

#include "bridge/gateway/exchange_observer.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::server {

// "https://host/path", without the query, which may hold secrets.
std::string EndpointOf(const bridge::config::v1::Gateway& gateway);

// What the outcome of an exchange means, in a word or two and with its reason: "delivered: 0000
// 成功", "unknown: the answer has no sign".
std::string DescribeOutcome(const bridge::gateway::Outcome& outcome);

// The exchange as curl -v shows one: lines of the heads behind "> " and "< ", bodies byte by byte,
// so that `complaintctl sign doctor` finds both messages.
std::string ExchangeText(const std::string& endpoint, const std::string& content_type,
                         const bridge::gateway::ObservedExchange& exchange);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CAPTURE_EXCHANGE_TEXT_H_
