#ifndef IMAGECO_TESTS_FUZZ_JSON_READER_CHECK_H_
#define IMAGECO_TESTS_FUZZ_JSON_READER_CHECK_H_

#include <string>
#include <string_view>

#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/canonical_text.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/fuzz/node_check.h"

namespace imageco::bridge::gateway {

inline bool ExtentsHold(const Node& parent, size_t text_bytes) {
  size_t last = parent.value.begin;
  for (const Node& node : parent.children) {
    const bool ordered = last <= node.member.begin && node.member.begin <= node.value.begin &&
                         node.value.begin < node.value.end && node.value.end == node.member.end;
    if (!ordered || !ExtentsHold(node, text_bytes)) return false;
    last = node.member.end;
  }
  return last <= parent.value.end && parent.value.end <= text_bytes;
}

// ReadJson on anything: what it takes is written and read back as the same, in UTF-8 and in GBK,
// and can be signed by every scheme.
inline absl::Status CheckJsonReader(std::string_view text) {
  absl::StatusOr<Node> root = ReadJson(text);
  if (!root.ok()) return absl::OkStatus();
  if (absl::Status status = CheckNode(*root); !status.ok()) return status;
  if (!ExtentsHold(*root, text.size())) return Broken("an extent is not where its node is");

  Node copy = *root;
  const absl::StatusOr<Node> again = ReadJson(WriteJson(copy));
  if (!again.ok() || !SameContent(*root, *again)) return Broken("JSON is not read back");
  const absl::StatusOr<std::string> bytes = SharedGbk()->Encode(WriteJson(copy, SharedGbk().get()));
  if (!bytes.ok()) return Broken("JSON is not escaped for GBK");
  const absl::StatusOr<std::string> utf8 = SharedGbk()->Decode(*bytes);
  if (!utf8.ok()) return Broken("GBK is not decoded");
  const absl::StatusOr<Node> from_gbk = ReadJson(*utf8);
  if (!from_gbk.ok() || !SameContent(*root, *from_gbk)) return Broken("GBK JSON is not read back");

  for (const auto canonical : {config::v1::CANONICAL_SORTED_PAIRS, config::v1::CANONICAL_BODY,
                               config::v1::CANONICAL_VALUES}) {
    for (const auto nested : {config::v1::NESTED_JSON_TEXT, config::v1::NESTED_FLATTEN}) {
      config::v1::Signature scheme;
      scheme.set_canonical(canonical);
      scheme.set_nested(nested);
      if (!CountCodePoints(CanonicalText(scheme, text, *root))) {
        return Broken("the signed text is not UTF-8");
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_JSON_READER_CHECK_H_
