#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";
constexpr char32_t kReplacement = 0xFFFD;
constexpr size_t kMembersLikely = 12;  // of a message

// Reads from left to right. The first fault stands in fault_; every function gives false from then
// on.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  absl::StatusOr<Node> Read() {
    Node root;
    SkipSpace();
    if (Peek() != '{') return absl::InvalidArgumentError("not a JSON object");
    if (!ReadValue(root, 0)) return Fault();
    SkipSpace();
    if (at_ != text_.size()) return absl::InvalidArgumentError("JSON is followed by something");
    return root;
  }

 private:
  absl::Status Fault() const {
    return absl::InvalidArgumentError(absl::StrCat("JSON: ", fault_, " at byte ", at_));
  }
  bool Fail(const char* fault) {
    fault_ = fault;
    return false;
  }

  // The next byte; NUL at the end, which no grammar rule takes.
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool Take(char expected) {
    if (Peek() != expected) return false;
    ++at_;
    return true;
  }

  void SkipSpace() {
    while (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '\r') ++at_;
  }

  bool ReadValue(Node& node, int depth) {
    node.value.begin = at_;
    if (!ReadByFirst(node, depth)) return false;
    node.value.end = at_;
    return true;
  }

  bool ReadByFirst(Node& node, int depth) {
    switch (Peek()) {
      case '{':
        node.kind = Node::Kind::kObject;
        return ReadChildren(node, '}', depth + 1);
      case '[':
        node.kind = Node::Kind::kArray;
        return ReadChildren(node, ']', depth + 1);
      case '"':
        node.kind = Node::Kind::kText;
        return ReadString(node.text);
      default:
        return ReadLiteral(node);
    }
  }

  bool ReadChildren(Node& node, char close, int depth) {
    if (depth > kMessageDepthMax) return Fail("nested too deep");
    ++at_;
    SkipSpace();
    if (Take(close)) return true;
    if (depth == 1) node.children.reserve(kMembersLikely);
    do {
      SkipSpace();
      Node& child = node.children.emplace_back();
      child.member.begin = at_;
      if (close == '}' && !ReadName(child.name)) return false;
      if (!ReadValue(child, depth)) return false;
      child.member.end = at_;
      SkipSpace();
    } while (Take(','));
    return Take(close) || Fail("no comma and no end of the list");
  }

  bool ReadName(std::string& name) {
    if (Peek() != '"') return Fail("no member name");
    if (!ReadString(name)) return false;
    SkipSpace();
    if (!Take(':')) return Fail("no colon");
    SkipSpace();
    return true;
  }

  bool ReadString(std::string& out) {
    ++at_;
    while (true) {
      if (!ReadCharacters(out)) return false;
      if (Take('"')) return true;
      if (at_ == text_.size()) return Fail("unfinished string");
      if (Peek() != '\\') return Fail("control character in a string");
      if (!ReadEscape(out)) return false;
    }
  }

  // Up to what does not stand for itself.
  bool ReadCharacters(std::string& out) {
    const size_t begin = at_;
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte < 0x20 || byte == '"' || byte == '\\') break;
      const size_t bytes = byte < 0x80 ? 1 : FirstCodePoint(text_.substr(at_)).bytes;
      if (bytes == 0) return Fail("not UTF-8");
      at_ += bytes;
    }
    out.append(text_, begin, at_ - begin);
    return true;
  }

  bool ReadEscape(std::string& out) {
    ++at_;
    if (Take('u')) return ReadUnicodeEscape(out);
    const size_t kind = at_ < text_.size() ? kEscapes.find(text_[at_]) : std::string_view::npos;
    if (kind == std::string_view::npos) return Fail("unknown escape");
    out.push_back(kEscaped[kind]);
    ++at_;
    return true;
  }

  // Texts are cut by servers in the middle of a pair: what is left of it stands for U+FFFD.
  bool ReadUnicodeEscape(std::string& out) {
    const std::optional<char32_t> unit = ReadHex4();
    if (!unit) return Fail("bad \\u escape");
    char32_t value = *unit;
    if (value >= 0xD800 && value <= 0xDBFF) {
      const std::optional<char32_t> low = TakeLowSurrogate();
      value = low ? 0x10000 + ((value - 0xD800) << 10) + (*low - 0xDC00) : kReplacement;
    } else if (value >= 0xDC00 && value <= 0xDFFF) {
      value = kReplacement;
    }
    AppendUtf8(value, out);
    return true;
  }

  // The escape of the second half of a pair; nothing, and nothing taken, where it does not follow.
  std::optional<char32_t> TakeLowSurrogate() {
    const size_t begin = at_;
    if (Take('\\') && Take('u')) {
      const std::optional<char32_t> unit = ReadHex4();
      if (unit && *unit >= 0xDC00 && *unit <= 0xDFFF) return unit;
    }
    at_ = begin;
    return std::nullopt;
  }

  std::optional<char32_t> ReadHex4() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      if (!absl::ascii_isxdigit(static_cast<unsigned char>(Peek()))) return std::nullopt;
      const char digit = absl::ascii_tolower(static_cast<unsigned char>(text_[at_++]));
      value = value * 16 + static_cast<char32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return value;
  }

  bool ReadLiteral(Node& node) {
    const size_t begin = at_;
    if (TakeWord("null")) {
      node.kind = Node::Kind::kNull;
      return true;
    }
    node.kind = Node::Kind::kLiteral;
    if (!TakeWord("true") && !TakeWord("false") && !TakeNumber()) return Fail("no value");
    node.text = text_.substr(begin, at_ - begin);
    return true;
  }

  bool TakeWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool TakeNumber() {
    Take('-');
    if (!TakeDigits()) return false;
    if (Take('.') && !TakeDigits()) return false;
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      if (!TakeDigits()) return false;
    }
    return true;
  }

  bool TakeDigits() {
    const size_t begin = at_;
    while (absl::ascii_isdigit(static_cast<unsigned char>(Peek()))) ++at_;
    return at_ > begin;
  }

  std::string_view text_;
  size_t at_ = 0;
  const char* fault_ = "";
};

}  // namespace

absl::StatusOr<Node> ReadJson(std::string_view text) { return JsonReader(text).Read(); }

}  // namespace imageco::bridge::gateway
