#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_MESSAGE_MAPPING_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_MESSAGE_MAPPING_H_

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "absl/status/status.h"
#include "bridge/gateway/codec/node.h"
#include "bridge/gateway/message/plan.h"

namespace imageco::bridge::gateway {

// The vendor's result: id String(4) and a comment to be shown as it is.
struct GatewayResult {
  std::string id;
  std::string comment;
};

// Values of the nodes that callers do not set, by the vendor's names.
using ConfiguredValues = std::map<std::string, std::string>;

// The nodes of a request in the order of the wire: request_type, then the plan's. What is empty is
// left out. `request` has passed the validator.
Node ToNode(const Plan& plan, const google::protobuf::Message& request,
            const ConfiguredValues& configured);

// Fills `response` from an answer to `request`, and says whether that is what it is: response_type,
// where it is there, as documented; every echo that is there equal to the request's, and filled in
// from the request where it is not; required nodes there; no known node twice with different values
// or of another type. A number may stand for a text, white space around a text does not count, save
// in the result's id, and unknown nodes are passed over. Errors name the node and never its value.
absl::Status FromNode(const Plan& plan, const Node& answer,
                      const google::protobuf::Message& request,
                      google::protobuf::Message& response);

// What an answer says of how the gateway did, as it stands there, whether or not FromNode takes it.
GatewayResult ResultOf(const Plan& plan, const Node& answer);

// Whether `answer` looks like the vendor's at all: it has a response_type or a result.
bool IsGatewayAnswer(const Plan& plan, const Node& answer);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_MESSAGE_MAPPING_H_
