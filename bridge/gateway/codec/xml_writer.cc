#include <string>
#include <string_view>

#include "bridge/gateway/codec/escapes.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

void WriteText(std::string_view text, std::string& out) {
  size_t plain = 0;  // where what stands for itself begins
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view reference = XmlReference(static_cast<unsigned char>(text[i]));
    if (reference.empty()) continue;
    out.append(text, plain, i - plain).append(reference);
    plain = i + 1;
  }
  out.append(text, plain);
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

}  // namespace

absl::StatusOr<std::string> WriteXml(const Node& root, const Gbk& gbk) {
  std::string text = "<?xml version=\"1.0\" encoding=\"GBK\"?>\n";
  WriteElement(root, "business_trans", text);
  return gbk.Encode(text, &NumericXmlReference);
}

}  // namespace imageco::bridge::gateway
