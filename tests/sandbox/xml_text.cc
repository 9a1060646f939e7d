#include "tests/sandbox/xml_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "tests/sandbox/charset.h"

namespace imageco::sandbox {
namespace {

constexpr std::string_view kDeclaration = R"(<?xml version="1.0" encoding="GBK"?>)";
constexpr std::string_view kXmlSpace = " \t\n";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities = {
    {{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}}};

// The production Char of XML 1.0.
bool IsXmlCharacter(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

std::string WithNormalLineEnds(std::string_view text) {
  std::string normal;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      normal += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      normal += '\n';
    }
  }
  return normal;
}

bool HasOnlyXmlCharacters(std::string_view utf8) {
  const std::optional<std::u32string> characters = ToCodePoints(utf8);
  return characters && std::ranges::all_of(*characters, IsXmlCharacter);
}

// `&#...;` and `&#x...;`, given what stands between `&#` and `;`.
std::optional<std::string> ResolveNumber(std::string_view number) {
  const int base = number.starts_with('x') ? 16 : 10;
  if (base == 16) number.remove_prefix(1);
  std::uint32_t value = 0;
  const char* const last = number.data() + number.size();
  const auto [end, error] = std::from_chars(number.data(), last, value, base);
  if (error != std::errc() || end != last || !IsXmlCharacter(value)) return std::nullopt;
  return ToUtf8(value);
}

std::optional<std::string> ResolveReference(std::string_view name) {
  if (name.starts_with('#')) return ResolveNumber(name.substr(1));
  for (const auto& [entity, text] : kEntities) {
    if (entity == name) return std::string(text);
  }
  return std::nullopt;
}

// Walks the text once. A function that fails leaves the first fault behind.
class XmlScanner {
 public:
  explicit XmlScanner(std::string_view text) : text_(text) {}

  Checked<XmlMessage> Run() {
    std::optional<XmlMessage> message = Message();
    if (!message) return Refused<XmlMessage>(fault_);
    return {std::move(message), {}};
  }

 private:
  std::nullopt_t Fail(std::string_view why) {
    if (fault_.empty()) fault_ = std::string(why) + " at byte " + std::to_string(at_);
    return std::nullopt;
  }

  bool Skip(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void SkipSpace() {
    while (at_ < text_.size() && kXmlSpace.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  // What stands before the next `token`, which is skipped too.
  std::optional<std::string_view> Until(std::string_view token) {
    const std::size_t end = text_.find(token, at_);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view before = text_.substr(at_, end - at_);
    at_ = end + token.size();
    return before;
  }

  std::optional<XmlMessage> Message() {
    if (!HasOnlyXmlCharacters(text_)) return Fail("a character that XML does not allow");
    if (!Skip(kDeclaration)) return Fail("the declaration is not " + std::string(kDeclaration));
    SkipSpace();
    std::optional<std::string> root = OpeningTag();
    if (!root) return std::nullopt;
    XmlMessage message{*std::move(root), {}};
    if (!Children(message)) return std::nullopt;
    SkipSpace();
    if (at_ != text_.size()) return Fail("something after the root");
    return message;
  }

  bool Children(XmlMessage& message) {
    for (SkipSpace(); !Skip("</" + message.root + ">"); SkipSpace()) {
      std::optional<XmlNode> node = Node();
      if (!node) return false;
      message.nodes.push_back(*std::move(node));
    }
    return true;
  }

  // The name in `<name>`. An empty node, `<name/>`, is left standing as `/>`.
  std::optional<std::string> OpeningTag() {
    if (!Skip("<")) return Fail("no node");
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    if (at_ == begin) return Fail("no name of a node");
    std::string name(text_.substr(begin, at_ - begin));
    if (!Skip(">") && !text_.substr(at_).starts_with("/>")) return Fail("no > after a name");
    return name;
  }

  std::optional<XmlNode> Node() {
    std::optional<std::string> name = OpeningTag();
    if (!name) return std::nullopt;
    XmlNode node{*std::move(name), "", false};
    if (Skip("/>")) return node;
    bool cdata = false;
    bool plain = false;
    while (!Skip("</" + node.name + ">")) {
      const bool is_cdata = Skip("<![CDATA[");
      const std::optional<std::string> piece = is_cdata ? Cdata() : Character();
      if (!piece) return std::nullopt;
      node.text += *piece;
      (is_cdata ? cdata : plain) = true;
    }
    node.cdata_only = cdata && !plain;
    return node;
  }

  std::optional<std::string> Cdata() {
    const std::optional<std::string_view> text = Until("]]>");
    if (!text) return Fail("unfinished CDATA");
    return std::string(*text);
  }

  std::optional<std::string> Character() {
    if (at_ == text_.size()) return Fail("unfinished node");
    if (text_[at_] == '<') return Fail("a node, or the end of another one, inside a node");
    if (text_.substr(at_).starts_with("]]>")) return Fail("]]> in text");
    if (!Skip("&")) return std::string(1, text_[at_++]);
    const std::optional<std::string_view> name = Until(";");
    if (!name) return Fail("& without ;");
    std::optional<std::string> text = ResolveReference(*name);
    if (!text) return Fail("unknown reference");
    return text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

Checked<XmlMessage> ScanXmlMessage(std::string_view utf8) {
  const std::string text = WithNormalLineEnds(utf8);
  return XmlScanner(text).Run();
}

}  // namespace imageco::sandbox
