#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_NODE_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_NODE_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace imageco::bridge::gateway {

// Nested objects and arrays at most, for JSON and XML.
inline constexpr int kMessageDepthMax = 64;

// Where something stands in the text of a message, in bytes.
struct Extent {
  size_t begin = 0;
  size_t end = 0;
};

// A message or a part of it, between its wire form and its type: what JSON and XML have in common.
// All text is UTF-8.
struct Node {
  enum class Kind {
    kText,     // a JSON string; an XML element without elements
    kLiteral,  // a JSON number, true or false, in `text` as written
    kNull,
    kObject,  // members in order; an XML element with elements
    kArray,
  };

  static Node Text(std::string name, std::string text, bool cdata = false) {
    Node node;
    node.name = std::move(name);
    node.text = std::move(text);
    node.cdata = cdata;
    return node;
  }
  static Node Object(std::string name) {
    Node node;
    node.name = std::move(name);
    node.kind = Kind::kObject;
    return node;
  }

  std::string name;
  Kind kind = Kind::kText;
  std::string text;
  std::vector<Node> children;
  bool cdata = false;  // XML writes the text in a CDATA section

  // JSON: where the member (with its name) and its value stand. Set by reading and by writing.
  Extent member;
  Extent value;
};

// Whether both say the same, wherever it stands and however it is written.
inline bool SameContent(const Node& a, const Node& b) {
  return a.name == b.name && a.kind == b.kind && a.text == b.text &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(),
                    SameContent);
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_NODE_H_
