#ifndef IMAGECO_TESTS_FUZZ_XML_READER_CHECK_H_
#define IMAGECO_TESTS_FUZZ_XML_READER_CHECK_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "bridge/gateway/codec/xml_codec.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/fuzz/node_check.h"

namespace imageco::bridge::gateway {

inline bool HasXmlCharactersAlone(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (first.bytes == 0 || !IsXmlCharacter(first.value)) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

inline bool TextsAreXml(const Node& node) {
  return HasXmlCharactersAlone(node.text) &&
         std::all_of(node.children.begin(), node.children.end(), TextsAreXml);
}

// Names are not ours to write: one that GBK lacks has no way out.
inline bool NamesAreGbk(const Node& node) {
  return SharedGbk()->Encode(node.name).ok() &&
         std::all_of(node.children.begin(), node.children.end(), NamesAreGbk);
}

// ReadXml on anything: what it takes is written and read back as the same.
inline absl::Status CheckXmlReader(std::string_view bytes) {
  const absl::StatusOr<Node> root = ReadXml(bytes);
  if (!root.ok()) return absl::OkStatus();
  if (absl::Status status = CheckNode(*root); !status.ok()) return status;
  if (!TextsAreXml(*root)) return Broken("a text holds what XML does not have");
  if (!NamesAreGbk(*root)) return absl::OkStatus();

  const absl::StatusOr<std::string> written = WriteXml(*root, *SharedGbk());
  if (!written.ok()) return Broken("XML is not written");
  const absl::StatusOr<Node> again = ReadXml(*SharedGbk()->Decode(*written));
  if (!again.ok() || !SameContent(*root, *again)) return Broken("XML is not read back");
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_XML_READER_CHECK_H_
