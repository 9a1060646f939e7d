#ifndef IMAGECO_TESTS_FUZZ_NODE_CHECK_H_
#define IMAGECO_TESTS_FUZZ_NODE_CHECK_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/node.h"
#include "bridge/gateway/codec/utf8.h"

// What holds for every message that a reader takes. Checks give the first promise that is broken.
namespace imageco::bridge::gateway {

inline absl::Status Broken(std::string_view promise) {
  return absl::InternalError(std::string(promise));
}

inline int Depth(const Node& node) {
  int depth = 0;
  for (const Node& child : node.children) depth = std::max(depth, 1 + Depth(child));
  return depth;
}

inline bool IsUtf8(const Node& node) {
  return CountCodePoints(node.name) && CountCodePoints(node.text) &&
         std::all_of(node.children.begin(), node.children.end(), IsUtf8);
}

inline absl::Status CheckNode(const Node& node) {
  if (!IsUtf8(node)) return Broken("a text is not UTF-8");
  if (Depth(node) > kMessageDepthMax) return Broken("nested deeper than allowed");
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_NODE_CHECK_H_
