#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_CANONICAL_TEXT_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_CANONICAL_TEXT_H_

#include <string>
#include <string_view>

#include "bridge/gateway/codec/node.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// The text that `scheme` signs, without the key and in UTF-8: of a JSON message `text`, which is in
// UTF-8 and reads as `root`.
std::string CanonicalText(const config::v1::Signature& scheme, std::string_view text,
                          const Node& root);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_CANONICAL_TEXT_H_
