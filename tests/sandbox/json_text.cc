#include "tests/sandbox/json_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "tests/sandbox/charset.h"

namespace imageco::sandbox {
namespace {

constexpr int kDepthMax = 64;
constexpr std::string_view kJsonSpace = " \t\n\r";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";  // what they stand for, in that order

bool IsHighSurrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Recursive descent over the text. A function that fails leaves the first fault behind.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  Checked<std::vector<JsonMember>> Run() {
    SkipSpace();
    std::optional<std::vector<JsonMember>> members = Object(0);
    SkipSpace();
    if (members && at_ != text_.size()) Fail("text after the object");
    if (!fault_.empty()) return Refused<std::vector<JsonMember>>(fault_);
    return {std::move(members), {}};
  }

 private:
  std::nullopt_t Fail(std::string_view why) {
    if (fault_.empty()) fault_ = std::string(why) + " at byte " + std::to_string(at_);
    return std::nullopt;
  }

  void SkipSpace() { SkipAny(kJsonSpace); }

  std::size_t SkipAny(std::string_view set) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of(set, at_), text_.size());
    return at_ - begin;
  }

  bool Skip(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::optional<std::vector<JsonMember>> Object(int depth) {
    if (depth > kDepthMax) return Fail("nesting too deep");
    if (!Skip("{")) return Fail("no object");
    std::vector<JsonMember> members;
    SkipSpace();
    if (Skip("}")) return members;
    do {
      std::optional<JsonMember> member = Member(depth);
      if (!member) return std::nullopt;
      members.push_back(*std::move(member));
    } while (Skip(","));
    if (!Skip("}")) return Fail("neither , nor }");
    return members;
  }

  // One member, with the space before and after it.
  std::optional<JsonMember> Member(int depth) {
    SkipSpace();
    const std::size_t begin = at_;
    std::optional<std::string> name = String();
    if (!name) return std::nullopt;
    SkipSpace();
    if (!Skip(":")) return Fail("no :");
    SkipSpace();
    std::optional<JsonValue> value = Value(depth + 1);
    if (!value) return std::nullopt;
    const std::size_t end = at_;
    SkipSpace();
    return JsonMember{*std::move(name), *std::move(value), begin, end};
  }

  // An array, after its first bracket.
  std::optional<JsonKind> Array(int depth) {
    if (depth > kDepthMax) return Fail("nesting too deep");
    SkipSpace();
    if (Skip("]")) return JsonKind::kArray;
    do {
      SkipSpace();
      if (!Value(depth + 1)) return std::nullopt;
      SkipSpace();
    } while (Skip(","));
    if (!Skip("]")) return Fail("neither , nor ]");
    return JsonKind::kArray;
  }

  std::optional<JsonValue> Value(int depth) {
    const std::size_t begin = at_;
    if (text_.substr(at_).starts_with('"')) {
      std::optional<std::string> text = String();
      if (!text) return std::nullopt;
      return JsonValue{JsonKind::kString, *std::move(text)};
    }
    const std::optional<JsonKind> kind = Other(depth);
    if (!kind) return std::nullopt;
    return JsonValue{*kind, std::string(text_.substr(begin, at_ - begin))};
  }

  std::optional<JsonKind> Other(int depth) {
    if (Skip("true") || Skip("false")) return JsonKind::kBoolean;
    if (Skip("null")) return JsonKind::kNull;
    if (Skip("[")) return Array(depth);
    if (text_.substr(at_).starts_with('{')) {
      if (!Object(depth)) return std::nullopt;
      return JsonKind::kObject;
    }
    if (Number()) return JsonKind::kNumber;
    return Fail("no value");
  }

  bool Number() {
    Skip("-");
    if (!Skip("0") && SkipAny(kDigits) == 0) return false;
    if (Skip(".") && SkipAny(kDigits) == 0) return false;
    if (!Skip("e") && !Skip("E")) return true;
    if (!Skip("+")) Skip("-");
    return SkipAny(kDigits) > 0;
  }

  std::optional<std::string> String() {
    if (!Skip("\"")) return Fail("no string");
    std::string decoded;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return Fail("control character");
      if (Skip("\\")) {
        const std::optional<std::string> character = Escape();
        if (!character) return Fail("bad escape");
        decoded += *character;
      } else {
        decoded += text_[at_++];
      }
    }
    if (!Skip("\"")) return Fail("unfinished string");
    return decoded;
  }

  std::optional<std::string> Escape() {
    if (Skip("u")) return UnicodeEscape();
    if (at_ == text_.size()) return std::nullopt;
    const std::size_t which = kEscapes.find(text_[at_]);
    if (which == std::string_view::npos) return std::nullopt;
    ++at_;
    return std::string(1, kEscaped[which]);
  }

  std::optional<std::string> UnicodeEscape() {
    const std::optional<char32_t> unit = Hex4();
    if (!unit || IsLowSurrogate(*unit)) return std::nullopt;
    if (!IsHighSurrogate(*unit)) return ToUtf8(*unit);
    if (!Skip("\\u")) return std::nullopt;
    const std::optional<char32_t> low = Hex4();
    if (!low || !IsLowSurrogate(*low)) return std::nullopt;
    return ToUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
  }

  std::optional<char32_t> Hex4() {
    const std::string_view digits = text_.substr(at_, 4);
    std::uint32_t unit = 0;
    const char* const last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, unit, 16);
    if (digits.size() != 4 || error != std::errc() || end != last) return std::nullopt;
    at_ += 4;
    return unit;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace

std::string_view ToString(JsonKind kind) {
  switch (kind) {
    case JsonKind::kString:
      return "string";
    case JsonKind::kNumber:
      return "number";
    case JsonKind::kBoolean:
      return "boolean";
    case JsonKind::kNull:
      return "null";
    case JsonKind::kObject:
      return "object";
    case JsonKind::kArray:
      return "array";
  }
  return "";
}

Checked<std::vector<JsonMember>> ScanJsonObject(std::string_view utf8) {
  return JsonScanner(utf8).Run();
}

std::string WithoutMember(std::string_view text, const JsonMember& member) {
  std::size_t begin = text.find_last_not_of(kJsonSpace, member.begin - 1);
  std::size_t end = text.find_first_not_of(kJsonSpace, member.end);
  if (text[begin] == ',') {
    end = member.end;
  } else {
    begin = member.begin;
    if (text[end] == ',') ++end;
  }
  return std::string(text.substr(0, begin)) + std::string(text.substr(end));
}

}  // namespace imageco::sandbox
