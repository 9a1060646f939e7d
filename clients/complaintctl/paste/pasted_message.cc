#include "clients/complaintctl/paste/pasted_message.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "bridge/gateway/codec/likely_charsets.h"
#include "bridge/gateway/codec/utf8.h"
#include "clients/complaintctl/paste/curl_command.h"
#include "clients/complaintctl/paste/embedded_message.h"
#include "clients/complaintctl/paste/paste_layer.h"
#include "clients/complaintctl/paste/respelled_json.h"
#include "clients/complaintctl/paste/utf16.h"

namespace imageco::complaintctl {
namespace {

namespace config = bridge::config::v1;

using bridge::gateway::CountCodePoints;
using bridge::gateway::Gbk;
using config::Charset;
using Liberties = std::vector<std::string>;

constexpr size_t kLayersMax = 4;
constexpr size_t kViewsMax = 64;
constexpr size_t kMessagesMax = 256;

Liberties With(Liberties liberties, std::string_view another) {
  liberties.emplace_back(another);
  return liberties;
}

// The pasted text with some layers taken off.
struct View {
  std::string text;  // UTF-8
  bool gbk = false;  // whether all of it was GBK before
  Liberties liberties;
};

// With U+FFFD for every byte that is not UTF-8.
std::string WithoutBadBytes(std::string_view text) {
  std::string utf8;
  while (!text.empty()) {
    const size_t bytes = bridge::gateway::FirstCodePoint(text).bytes;
    utf8.append(bytes == 0 ? "\uFFFD" : text.substr(0, bytes));
    text.remove_prefix(std::max<size_t>(bytes, 1));
  }
  return utf8;
}

// A line in UTF-8, and whether it was GBK. Either charset stands in the same trace where a request
// is in one and its answer in the other.
std::pair<std::string, bool> Utf8OfLine(std::string_view line, const Gbk& gbk) {
  for (const Charset charset : bridge::gateway::LikelyCharsets(line, config::CHARSET_GBK)) {
    absl::StatusOr<std::string> utf8 = bridge::gateway::ToUtf8(line, charset, gbk);
    if (utf8.ok()) return {*std::move(utf8), charset != config::CHARSET_UTF8};
  }
  return {WithoutBadBytes(line), true};
}

View MakeView(std::string text, bool gbk_before, Liberties liberties, const Gbk& gbk) {
  if (CountCodePoints(text)) return View{std::move(text), gbk_before, std::move(liberties)};
  View view{"", true, std::move(liberties)};
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const auto [utf8, was_gbk] = Utf8OfLine({line.data(), line.size()}, gbk);
    view.text.append(utf8).push_back('\n');
    view.gbk = view.gbk && was_gbk;
  }
  view.text.pop_back();
  return view;
}

View FirstView(std::string_view text, const Gbk& gbk) {
  std::optional<std::string> utf8 = FromUtf16(text);
  if (utf8) return View{*std::move(utf8), false, {"its UTF-16, made UTF-8"}};
  return MakeView(std::string(text), false, {}, gbk);
}

// Every view, those with the fewest layers taken off first.
std::vector<View> ViewsOf(std::string_view text, const Gbk& gbk) {
  std::vector<View> views;
  std::set<std::string> seen;
  const auto add = [&](View view) {
    if (seen.insert(view.text).second) views.push_back(std::move(view));
  };
  add(FirstView(text, gbk));
  for (size_t i = 0; i < views.size() && views.size() < kViewsMax; ++i) {
    if (views[i].liberties.size() >= kLayersMax) continue;
    for (const PasteLayer& layer : PasteLayers()) {
      std::optional<std::string> without = layer.take_off(views[i].text, gbk);
      if (!without) continue;
      add(MakeView(*std::move(without), views[i].gbk, With(views[i].liberties, layer.name), gbk));
    }
  }
  return views;
}

bool HasCurlCommand(const View& view) { return WithoutCurlCommands(view.text).has_value(); }

// What stands around a message that is not all of the text.
std::string_view SurroundingsIn(std::string_view whole) {
  return whole.find("HTTP/") == std::string_view::npos ? "what stands around it"
                                                       : "the lines of HTTP around it";
}

// Collects messages, each once.
class MessageList {
 public:
  explicit MessageList(const Gbk& gbk) : gbk_(gbk) {}

  void AddBytes(const std::string& bytes, const Liberties& liberties) {
    if (messages_.size() == kMessagesMax || !seen_.insert(bytes).second) return;
    messages_.push_back({bytes, liberties});
  }

  // The text as it is, and the messages in it: all of them before any is spelled in another way,
  // since there is an end to their number.
  void AddAllOf(const View& view) {
    const std::string whole(absl::StripAsciiWhitespace(view.text));
    if (!view.liberties.empty()) Add(view, whole, view.liberties);
    const Liberties liberties = With(view.liberties, SurroundingsIn(whole));
    const std::vector<std::string_view> embedded = EmbeddedMessages(view.text);
    for (const std::string_view message : embedded) {
      if (message != whole) Add(view, std::string(message), liberties);
    }
    for (const std::string_view message : embedded) {
      AddOtherSpellings(view, message, message == whole ? view.liberties : liberties);
    }
  }

  // Sorts what was added since the last time.
  void SortByLiberties() {
    std::stable_sort(messages_.begin() + static_cast<std::ptrdiff_t>(sorted_), messages_.end(),
                     [](const PastedMessage& a, const PastedMessage& b) {
                       return a.liberties.size() < b.liberties.size();
                     });
    sorted_ = messages_.size();
  }

  std::vector<PastedMessage> Take() && { return std::move(messages_); }

 private:
  // As programs write what is signed.
  void AddOtherSpellings(const View& view, std::string_view message, Liberties liberties) {
    if (!message.starts_with('{')) return;
    const std::string renamed = WithSignMember(message);
    if (renamed != message) {
      liberties.emplace_back("its member's name, which is \"sign\" by the vendor's page");
    }
    AddSpaced(view, renamed, liberties);
    AddSpaced(view, WithoutNeedlessEscapes(renamed), With(liberties, "its \\u escapes"));
  }

  void AddSpaced(const View& view, const std::string& json, const Liberties& liberties) {
    Add(view, json, liberties);
    Add(view, Respaced(json, ""), With(liberties, "the white space between its members"));
    Add(view, Respaced(json, " "),
        With(liberties, "the white space between its members, save a blank behind , and :"));
  }

  void Add(const View& view, const std::string& utf8, const Liberties& liberties) {
    absl::StatusOr<std::string> bytes = utf8;
    if (view.gbk) bytes = gbk_.Encode(utf8);
    AddBytes(bytes.ok() ? *bytes : utf8, liberties);
  }

  const Gbk& gbk_;
  std::vector<PastedMessage> messages_;
  std::set<std::string> seen_;
  size_t sorted_ = 0;
};

}  // namespace

std::vector<PastedMessage> PastedMessages(std::string_view text, const Gbk& gbk) {
  MessageList messages(gbk);
  messages.AddBytes(std::string(text), {});
  const std::vector<View> views = ViewsOf(text, gbk);
  // What stands in a curl command may be quoted, or a form still to be made of: last.
  for (const bool in_curl : {false, true}) {
    for (const View& view : views) {
      if (HasCurlCommand(view) == in_curl) messages.AddAllOf(view);
    }
    messages.SortByLiberties();
  }
  return std::move(messages).Take();
}

}  // namespace imageco::complaintctl
