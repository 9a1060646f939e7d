#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/json_codec.h"
#include "bridge/gateway/utf8.h"
#include "bridge/gateway/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

using absl::InvalidArgumentError;

constexpr std::string_view kRootName = "business_trans";

// The encoding that the declaration names, as written; empty without one.
std::string_view DeclaredEncoding(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return {};
  const size_t open = declaration.find_first_of("\"'", key);
  if (open == std::string_view::npos) return {};
  const size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return declaration.substr(open + 1, close - open - 1);
}

bool IsAnyOf(std::string_view name, std::initializer_list<const char*> names) {
  const std::string text(name);
  for (const char* known : names) {
    if (absl::EqualsIgnoreCase(text, known)) return true;
  }
  return false;
}

absl::StatusOr<std::string> ToUtf8(std::string_view bytes, const Gbk& gbk) {
  const std::string_view encoding = DeclaredEncoding(bytes);
  if (encoding.empty() || IsAnyOf(encoding, {"GBK", "GB2312", "GB18030", "CP936"})) {
    return gbk.Decode(bytes);
  }
  if (IsAnyOf(encoding, {"UTF-8"})) return std::string(bytes);
  return InvalidArgumentError("XML: declared in an encoding that is neither GBK nor UTF-8");
}

// The character that the reference at the start of `text` ("&#...;") stands for.
std::optional<char32_t> ReferencedCharacter(std::string_view text) {
  const bool hex = text.substr(2).starts_with("x");
  const std::string_view digits = text.substr(hex ? 3 : 2);
  char32_t value = 0;
  size_t i = 0;
  for (; i < digits.size() && digits[i] != ';'; ++i) {
    const size_t digit = std::string_view("0123456789abcdefABCDEF").find(digits[i]);
    if (digit == std::string_view::npos || (!hex && digit > 9)) return std::nullopt;
    value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit > 15 ? digit - 6 : digit);
    if (value > 0x10FFFF) return std::nullopt;
  }
  if (i == 0 || i == digits.size()) return std::nullopt;
  return value;
}

// How the section ends that begins at the start of `text` and holds no references; empty where
// none begins.
std::string_view EndOfSection(std::string_view text) {
  if (text.starts_with("<![CDATA[")) return "]]>";
  if (text.starts_with("<!--")) return "-->";
  if (text.starts_with("<?")) return "?>";
  return {};
}

bool IsReferenceToNothing(std::string_view text) {
  if (!text.starts_with("&#")) return false;
  const std::optional<char32_t> character = ReferencedCharacter(text);
  return !character || !IsXmlCharacter(*character);
}

// pugixml takes bad UTF-8, raw control characters and "&#0;": they are looked for here.
absl::Status CheckCharacters(std::string_view text) {
  std::string_view end_of_section;
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (first.bytes == 0) return InvalidArgumentError("XML: not UTF-8");
    if (!IsXmlCharacter(first.value)) return InvalidArgumentError("XML: control character");
    if (end_of_section.empty()) {
      if (IsReferenceToNothing(text)) return InvalidArgumentError("XML: reference to nothing");
      end_of_section = EndOfSection(text);
    } else if (text.starts_with(end_of_section)) {
      end_of_section = {};
    }
    text.remove_prefix(first.bytes);
  }
  return absl::OkStatus();
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

absl::StatusOr<Node> ToNode(const pugi::xml_node& element, int depth) {
  if (depth > kMessageDepthMax) return InvalidArgumentError("XML: nested too deep");
  Node node = Node::Text(element.name(), "");
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element) {
      absl::StatusOr<Node> nested = ToNode(child, depth + 1);
      if (!nested.ok()) return nested.status();
      node.children.push_back(*std::move(nested));
    } else {
      node.text.append(child.value());
    }
  }
  node.text = std::string(Trim(node.text));
  if (!node.children.empty()) node.kind = Node::Kind::kObject;
  return node;
}

// The one element of the document; nothing else but comments and instructions may stand beside it.
absl::StatusOr<pugi::xml_node> OnlyElement(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node& child : document.children()) {
    if (child.type() == pugi::node_doctype) return InvalidArgumentError("XML: has a DOCTYPE");
    if (child.type() == pugi::node_declaration) continue;
    if (child.type() != pugi::node_element) return InvalidArgumentError("XML: text outside");
    if (root) return InvalidArgumentError("XML: has two roots");
    root = child;
  }
  if (root.name() != kRootName) return InvalidArgumentError("XML: the root is not business_trans");
  return root;
}

}  // namespace

absl::StatusOr<Node> ReadXml(std::string_view bytes, const Gbk& gbk) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  absl::StatusOr<std::string> text = ToUtf8(bytes, gbk);
  if (!text.ok()) return text.status();
  if (absl::Status status = CheckCharacters(*text); !status.ok()) return status;

  pugi::xml_document document;
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_doctype | pugi::parse_declaration |
                                pugi::parse_fragment;
  const pugi::xml_parse_result result =
      document.load_buffer_inplace(text->data(), text->size(), kOptions, pugi::encoding_utf8);
  if (!result) return InvalidArgumentError(absl::StrCat("XML: ", result.description()));
  absl::StatusOr<pugi::xml_node> root = OnlyElement(document);
  if (!root.ok()) return root.status();
  return ToNode(*root, 0);
}

}  // namespace imageco::bridge::gateway
