#include <string>
#include <string_view>

#include "bridge/gateway/codec/escapes.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

constexpr size_t kBytesLikely = 900;  // of a message and its sign

class JsonWriter {
 public:
  explicit JsonWriter(const Gbk* gbk) : gbk_(gbk) { out_.reserve(kBytesLikely); }

  void Value(Node& node) {
    node.value.begin = out_.size();
    switch (node.kind) {
      case Node::Kind::kText:
        String(node.text);
        break;
      case Node::Kind::kLiteral:
        out_.append(node.text);
        break;
      case Node::Kind::kNull:
        out_.append("null");
        break;
      case Node::Kind::kObject:
      case Node::Kind::kArray:
        Children(node);
        break;
    }
    node.value.end = out_.size();
  }

  std::string Take() { return std::move(out_); }

 private:
  void Children(Node& node) {
    const bool named = node.kind == Node::Kind::kObject;
    out_.push_back(named ? '{' : '[');
    for (Node& child : node.children) {
      if (&child != &node.children.front()) out_.push_back(',');
      child.member.begin = out_.size();
      if (named) {
        String(child.name);
        out_.push_back(':');
      }
      Value(child);
      child.member.end = out_.size();
    }
    out_.push_back(named ? '}' : ']');
  }

  void String(std::string_view text) {
    out_.push_back('"');
    while (true) {
      const size_t plain = PlainPrefix(text);
      out_.append(text, 0, plain);
      text.remove_prefix(plain);
      if (text.empty()) break;
      // What is not UTF-8 the validator has refused; here it must only end.
      const CodePoint first = FirstCodePoint(text);
      Escape(first.value);
      text.remove_prefix(first.bytes == 0 ? 1 : first.bytes);
    }
    out_.push_back('"');
  }

  // How many bytes stand for themselves.
  size_t PlainPrefix(std::string_view text) const {
    size_t plain = 0;
    while (plain < text.size()) {
      const auto byte = static_cast<unsigned char>(text[plain]);
      if (byte < 0x20 || byte == '"' || byte == '\\') break;
      if (byte < 0x80) {
        ++plain;
        continue;
      }
      const CodePoint first = FirstCodePoint(text.substr(plain));
      if (first.bytes == 0 || (gbk_ != nullptr && !gbk_->Has(first.value))) break;
      plain += first.bytes;
    }
    return plain;
  }

  void Escape(char32_t character) {
    const std::string_view escape = ShortJsonEscape(character);
    if (escape.empty()) {
      out_.append(UnicodeJsonEscape(character));
    } else {
      out_.append(escape);
    }
  }

  const Gbk* gbk_;
  std::string out_;
};

}  // namespace

std::string WriteJson(Node& root, const Gbk* gbk) {
  JsonWriter writer(gbk);
  writer.Value(root);
  return writer.Take();
}

}  // namespace imageco::bridge::gateway
