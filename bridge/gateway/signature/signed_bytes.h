#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNED_BYTES_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNED_BYTES_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// Every byte string that the sender of a JSON message may have signed by `scheme`, without the key:
// in either charset, with "?" for what that charset lacks, with the white space around the message
// or without, and with equal members that stand there twice once or twice. `text` is the message in
// UTF-8 and `root` what it reads as.
std::vector<std::string> LikelySignedBytes(const config::v1::Signature& scheme,
                                           std::string_view text, const Node& root, const Gbk& gbk);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNED_BYTES_H_
