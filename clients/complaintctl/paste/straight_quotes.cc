#include "clients/complaintctl/paste/straight_quotes.h"

#include <algorithm>
#include <iterator>

#include "bridge/gateway/codec/utf8.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::CodePoint;
using bridge::gateway::FirstCodePoint;

constexpr std::u32string_view kDoubleQuotes = U"\"“”„‟〝〞＂";
constexpr std::u32string_view kSingleQuotes = U"'‘’‚‛＇";
constexpr std::u32string_view kMarks = U"，：｛｝［］\u00A0\u3000";
constexpr std::string_view kAsciiMarks = ",:{}[]  ";

bool IsOneOf(std::u32string_view characters, char32_t c) {
  return characters.find(c) != std::u32string_view::npos;
}

// What the character is to JSON outside a string; NUL where it is itself.
char MarkOf(char32_t c) {
  const size_t mark = kMarks.find(c);
  return mark == std::u32string_view::npos ? '\0' : kAsciiMarks[mark];
}

// Rewrites from left to right. Only what stands in braces is JSON.
class QuoteStraightener {
 public:
  explicit QuoteStraightener(std::string_view text) : rest_(text) {}

  std::optional<std::string> Run() {
    while (!rest_.empty()) {
      const CodePoint next = FirstCodePoint(rest_);
      if (next.bytes == 0) return std::nullopt;
      if (depth_ > 0 && IsOneOf(kDoubleQuotes, next.value)) {
        CopyString(next, kDoubleQuotes);
      } else if (depth_ > 0 && IsOneOf(kSingleQuotes, next.value)) {
        CopyString(next, kSingleQuotes);
      } else {
        CopyOutside(next);
      }
    }
    return std::move(out_);
  }

 private:
  void CopyOutside(const CodePoint& next) {
    const char mark = MarkOf(next.value);
    const char shown = mark != '\0' ? mark : static_cast<char>(next.bytes == 1 ? next.value : 'x');
    if (mark != '\0' && (depth_ > 0 || mark == '{')) {
      out_.push_back(mark);
    } else {
      out_.append(rest_.substr(0, next.bytes));
    }
    if (shown == '{') ++depth_;
    if (shown == '}' && depth_ > 0) --depth_;
    rest_.remove_prefix(next.bytes);
  }

  // A string in ASCII quotes ends with one; in others, with what stands before a mark of JSON.
  void CopyString(const CodePoint& open, std::u32string_view quotes) {
    rest_.remove_prefix(open.bytes);
    out_.push_back('"');
    while (!rest_.empty()) {
      const CodePoint next = FirstCodePoint(rest_);
      if (next.bytes == 0) return;
      const std::string_view behind = rest_.substr(next.bytes);
      const bool closes = open.value == U'"' ? next.value == U'"'
                                             : IsOneOf(quotes, next.value) && MayFollow(behind);
      if (closes) {
        out_.push_back('"');
        rest_ = behind;
        return;
      }
      CopyInside(next);
    }
  }

  void CopyInside(const CodePoint& next) {
    if (next.value == U'\\' && rest_.size() > 1) {
      // An escaped apostrophe is no escape of JSON.
      if (rest_[1] != '\'') out_.push_back('\\');
      out_.push_back(rest_[1]);
      rest_.remove_prefix(2);
      return;
    }
    if (next.value == U'"') out_.push_back('\\');
    out_.append(rest_.substr(0, next.bytes));
    rest_.remove_prefix(next.bytes);
  }

  // Whether JSON may go on so behind a string.
  static bool MayFollow(std::string_view text) {
    while (!text.empty()) {
      const CodePoint next = FirstCodePoint(text);
      if (next.bytes == 0) return false;
      const char mark = next.bytes == 1 ? static_cast<char>(next.value) : MarkOf(next.value);
      const bool blank = mark == ' ' || mark == '\t' || mark == '\r' || mark == '\n';
      if (!blank) return mark == ',' || mark == ':' || mark == '}' || mark == ']';
      text.remove_prefix(next.bytes);
    }
    return true;
  }

  std::string_view rest_;
  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::optional<std::string> WithStraightQuotes(std::string_view text) {
  std::optional<std::string> straight = QuoteStraightener(text).Run();
  if (straight == text) return std::nullopt;
  return straight;
}

}  // namespace imageco::complaintctl
