#include "clients/complaintctl/paste/embedded_message.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/node.h"
#include "clients/complaintctl/paste/respelled_json.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Node;
using bridge::gateway::ReadJson;

// Looked at in all: a text of opening braces alone would else take the square of its length.
constexpr size_t kBytesMax = 16 << 20;

// Whether it shows a sign or says that it is of the vendor's interface.
bool IsLikely(const Node& root) {
  return std::any_of(root.children.begin(), root.children.end(), [](const Node& member) {
    const bool named =
        IsSignName(member.name) || member.name == "request_type" || member.name == "response_type";
    return named && member.kind == Node::Kind::kText;
  });
}

// Finds messages from left to right.
class MessageFinder {
 public:
  explicit MessageFinder(std::string_view text) : text_(text) {}

  std::vector<std::string_view> Find() {
    for (size_t at = 0; at < text_.size() && looked_at_ < kBytesMax;) at = Next(at);
    return found_.empty() ? std::move(unlikely_) : std::move(found_);
  }

 private:
  // Where to look next.
  size_t Next(size_t at) {
    std::string_view message;
    if (text_[at] == '{') {
      message = JsonAt(at);
    } else if (text_[at] == '<') {
      message = XmlAt(at);
    } else if (text_[at] == '=') {
      message = FormAround(at);
    }
    if (message.empty()) return at + 1;
    found_.push_back(message);
    return static_cast<size_t>(message.data() - text_.data()) + message.size();
  }

  // The likely JSON object that begins here. Others are remembered, the outermost ones.
  std::string_view JsonAt(size_t begin) {
    const std::string_view json = BracedAt(begin);
    looked_at_ += json.size();
    const absl::StatusOr<Node> root = ReadJson(json);
    if (!root.ok()) return {};
    if (IsLikely(*root)) return json;
    if (begin >= unlikely_end_) {
      unlikely_.push_back(json);
      unlikely_end_ = begin + json.size();
    }
    return {};
  }

  // From a brace to the one that closes it; to the end where none does.
  std::string_view BracedAt(size_t begin) {
    int depth = 0;
    for (size_t at = begin; at < text_.size();) {
      const char c = text_[at];
      at = c == '"' ? EndOfString(text_, at) : at + 1;
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) return text_.substr(begin, at - begin);
    }
    return text_.substr(begin);
  }

  // The document that begins here with its declaration or the root of the vendor's.
  std::string_view XmlAt(size_t begin) {
    const std::string_view rest = text_.substr(begin);
    if (!rest.starts_with("<?xml") && !rest.starts_with("<business_trans")) return {};
    looked_at_ += rest.size();
    size_t root = rest.starts_with("<?xml") ? rest.find("?>") : 0;
    root = rest.find('<', root);
    if (root == std::string_view::npos) return {};
    const std::string_view name =
        rest.substr(root + 1, rest.find_first_of("> \t\r\n/", root) - root - 1);
    const std::string close = absl::StrCat("</", std::string(name), ">");
    const size_t end = rest.find(close, root);
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end + close.size());
  }

  // The form of which this is the equals sign in front of an encoded message.
  std::string_view FormAround(size_t equals) {
    const std::string code = absl::AsciiStrToUpper(std::string(text_.substr(equals + 1, 3)));
    if (code != "%7B" && code != "%3C") return {};
    constexpr std::string_view kApart = " \t\r\n\"'`<>[](){},;?";
    const size_t before = text_.find_last_of(kApart, equals);
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const size_t end = std::min(text_.find_first_of(kApart, equals), text_.size());
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::vector<std::string_view> found_;
  std::vector<std::string_view> unlikely_;
  size_t unlikely_end_ = 0;
  size_t looked_at_ = 0;
};

}  // namespace

std::vector<std::string_view> EmbeddedMessages(std::string_view text) {
  return MessageFinder(text).Find();
}

}  // namespace imageco::complaintctl
