#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"

namespace imageco::bridge::gateway {

// The member that carries a JSON message's signature.
inline constexpr std::string_view kSignMember = "sign";

// Writes `root`, an object, without white space and with its members in order, and notes in every
// node where it stands. Escapes what RFC 8259 demands, with `gbk` also what GBK lacks, and nothing
// else. All text is UTF-8.
std::string WriteJson(Node& root, const Gbk* gbk = nullptr);

// Reads one JSON object in UTF-8 by RFC 8259, with nothing but white space around it. Names may
// repeat: whoever knows a name decides. More than the RFC allows are numbers with leading zeros
// (a result's id without quotes), and less strictly than some read it, half of a surrogate pair
// stands for U+FFFD. Fails on anything else, naming the byte: bad UTF-8, nesting beyond
// kMessageDepthMax.
absl::StatusOr<Node> ReadJson(std::string_view text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_
