#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

// What stands for a character in element content. A carriage return is written as a reference
// because parsers turn a bare one into a line feed (XML 1.0, 2.11).
std::string_view Reference(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

void WriteText(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (const std::string_view reference = Reference(c); !reference.empty()) {
      out.append(reference);
    } else {
      out.push_back(c);
    }
  }
}

// A "]]>" in the text ends one section after "]]" and begins the next with ">".
void WriteCdata(std::string_view text, std::string& out) {
  out.append("<![CDATA[");
  for (size_t end; (end = text.find("]]>")) != std::string_view::npos;) {
    out.append(text.substr(0, end + 2)).append("]]><![CDATA[");
    text.remove_prefix(end + 2);
  }
  out.append(text).append("]]>");
}

void WriteElement(const Node& node, std::string_view name, std::string& out) {
  // The items of an array are elements of its name.
  if (node.kind == Node::Kind::kArray) {
    for (const Node& item : node.children) WriteElement(item, name, out);
    return;
  }
  out.append("<").append(name).append(">");
  if (node.kind == Node::Kind::kObject) out.append("\n");
  for (const Node& child : node.children) WriteElement(child, child.name, out);
  if (node.cdata) {
    WriteCdata(node.text, out);
  } else {
    WriteText(node.text, out);
  }
  out.append("</").append(name).append(">\n");
}

std::string NumericReference(char32_t character) {
  return absl::StrCat("&#", static_cast<uint32_t>(character), ";");
}

}  // namespace

absl::StatusOr<std::string> WriteXml(const Node& root, const Gbk& gbk) {
  std::string text = "<?xml version=\"1.0\" encoding=\"GBK\"?>\n";
  WriteElement(root, "business_trans", text);
  return gbk.Encode(text, &NumericReference);
}

}  // namespace imageco::bridge::gateway
