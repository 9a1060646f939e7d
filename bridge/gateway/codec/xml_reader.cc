#include <algorithm>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/codec/xml_codec.h"

namespace imageco::bridge::gateway {
namespace {

using absl::InvalidArgumentError;

constexpr std::string_view kRootName = "business_trans";

// The name without the prefix of its namespace, where what is left is a name.
std::string_view LocalName(std::string_view name) {
  const std::string_view local = name.substr(name.find_last_of(':') + 1);
  if (local.empty()) return name;
  const auto first = static_cast<unsigned char>(local.front());
  return absl::ascii_isalpha(first) || first == '_' || first >= 0x80 ? local : name;
}

// pugixml takes bad UTF-8 and raw control characters: they are looked for here.
absl::Status CheckCharacters(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (first.bytes == 0) return InvalidArgumentError("XML: not UTF-8");
    if (!IsXmlCharacter(first.value)) return InvalidArgumentError("XML: control character");
    text.remove_prefix(first.bytes);
  }
  return absl::OkStatus();
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

constexpr std::pair<std::string_view, char> kEntities[] = {
    {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

// Takes the ampersand at the start of `raw` and the reference that it begins, and appends what that
// stands for; one that begins none stands for itself. False where it is no XML character.
bool TakeReference(std::string_view& raw, std::string& text) {
  if (raw.starts_with("&#")) {
    const std::optional<char32_t> character = ReferencedCharacter(raw);
    if (!character || !IsXmlCharacter(*character)) return false;
    AppendUtf8(*character, text);
    raw.remove_prefix(raw.find(';') + 1);
    return true;
  }
  for (const auto& [entity, character] : kEntities) {
    if (!raw.starts_with(entity)) continue;
    text.push_back(character);
    raw.remove_prefix(entity.size());
    return true;
  }
  text.push_back('&');
  raw.remove_prefix(1);
  return true;
}

// Appends `raw`, character data outside of CDATA, with its references resolved. pugixml is told not
// to: it would end the text at "&#0;".
bool AppendResolved(std::string_view raw, std::string& text) {
  for (size_t at; (at = raw.find('&')) != std::string_view::npos;) {
    text.append(raw.substr(0, at));
    raw.remove_prefix(at);
    if (!TakeReference(raw, text)) return false;
  }
  text.append(raw);
  return true;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

absl::StatusOr<Node> ToNode(const pugi::xml_node& element, int depth) {
  if (depth > kMessageDepthMax) return InvalidArgumentError("XML: nested too deep");
  Node node = Node::Text(std::string(LocalName(element.name())), "");
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() == pugi::node_element) {
      absl::StatusOr<Node> nested = ToNode(child, depth + 1);
      if (!nested.ok()) return nested.status();
      node.children.push_back(*std::move(nested));
    } else if (child.type() == pugi::node_cdata) {
      node.text.append(child.value());
    } else if (!AppendResolved(child.value(), node.text)) {
      return InvalidArgumentError("XML: reference to nothing");
    }
  }
  if (!node.children.empty()) {
    node.kind = Node::Kind::kObject;
    node.text.clear();
  }
  return node;
}

// The one element of the document; nothing else but comments and instructions may stand beside it.
absl::StatusOr<pugi::xml_node> OnlyElement(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node& child : document.children()) {
    if (child.type() == pugi::node_doctype) return InvalidArgumentError("XML: has a DOCTYPE");
    if (child.type() == pugi::node_declaration) continue;
    if (child.type() == pugi::node_pcdata && Trim(child.value()).empty()) continue;
    if (child.type() != pugi::node_element) return InvalidArgumentError("XML: text outside");
    if (root) return InvalidArgumentError("XML: has two roots");
    root = child;
  }
  if (LocalName(root.name()) != kRootName) {
    return InvalidArgumentError("XML: the root is not business_trans");
  }
  return root;
}

}  // namespace

absl::StatusOr<Node> ReadXml(std::string_view utf8) {
  if (absl::Status status = CheckCharacters(utf8); !status.ok()) return status;
  // pugixml drops a text of one character at the very end.
  std::string text = std::string(utf8) + '\n';

  pugi::xml_document document;
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_ws_pcdata | pugi::parse_eol |
                                pugi::parse_doctype | pugi::parse_declaration |
                                pugi::parse_fragment;
  const pugi::xml_parse_result result =
      document.load_buffer_inplace(text.data(), text.size(), kOptions, pugi::encoding_utf8);
  if (!result) return InvalidArgumentError(absl::StrCat("XML: ", result.description()));
  absl::StatusOr<pugi::xml_node> root = OnlyElement(document);
  if (!root.ok()) return root.status();
  return ToNode(*root, 0);
}

}  // namespace imageco::bridge::gateway
