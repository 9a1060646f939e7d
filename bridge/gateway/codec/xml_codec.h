#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_XML_CODEC_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_XML_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"

namespace imageco::bridge::gateway {

// Writes `root` as the vendor's XML in GBK: a business_trans element, declared GBK, with a line for
// every node. A character that GBK lacks becomes a numeric character reference; a CDATA text may
// hold none, which the validator has seen to.
absl::StatusOr<std::string> WriteXml(const Node& root, const Gbk& gbk);

// Reads a document in UTF-8, whatever it declares, whose only element is business_trans. An element
// with elements is an object (text beside them is dropped), one without is a text, with the white
// space around it. Names lose their prefix; attributes, comments and instructions are passed over.
// Fails on DOCTYPE, bytes and references in texts that are no XML character, elements nested beyond
// kMessageDepthMax, and unbalanced tags.
absl::StatusOr<Node> ReadXml(std::string_view utf8);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_XML_CODEC_H_
