#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"

namespace imageco::bridge::gateway {

// Writes `root`, an object, without white space and with its members in order, and notes in every
// node where it stands. Escapes what RFC 8259 demands, with `gbk` also what GBK lacks, and nothing
// else. All text is UTF-8.
std::string WriteJson(Node& root, const Gbk* gbk = nullptr);

// Reads one JSON object by RFC 8259 to the letter, with nothing but white space around it. Names
// may repeat: whoever knows a name decides. Fails on anything else, naming the byte: bad UTF-8,
// lone surrogates, nesting beyond kMessageDepthMax.
absl::StatusOr<Node> ReadJson(std::string_view text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_JSON_CODEC_H_
