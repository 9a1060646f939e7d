#include "bridge/gateway/signature/signed_bytes.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/signature/canonical_text.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char32_t kEuro = 0x20AC;

// What senders write in GBK for a character that not all implementations have.
constexpr Gbk::Escape kGbkEscapes[] = {
    [](char32_t) { return std::string("?"); },
    [](char32_t c) { return std::string(c == kEuro ? "\x80" : "?"); },
    [](char32_t c) { return std::string(c == kEuro ? "\xA2\xE3" : "?"); },
};

// What a sender may have made of the text.
void AppendBytesOf(const std::string& text, const Gbk& gbk, std::vector<std::string>& all) {
  const std::string question = absl::StrReplaceAll(text, {{"\uFFFD", "?"}});
  all.push_back(text);
  all.push_back(question);
  for (const Gbk::Escape escape : kGbkEscapes) {
    const absl::StatusOr<std::string> bytes = gbk.Encode(question, escape);
    if (bytes.ok()) all.push_back(*bytes);
  }
}

// `root` where members stand in it twice and equal, with the first of them alone.
std::optional<Node> WithoutEqualMembers(const Node& root) {
  Node once = root;
  once.children.clear();
  for (const Node& member : root.children) {
    const bool known =
        std::any_of(once.children.begin(), once.children.end(),
                    [&member](const Node& other) { return SameContent(member, other); });
    if (!known) once.children.push_back(member);
  }
  if (once.children.size() == root.children.size()) return std::nullopt;
  return once;
}

// Every text that a sender may have signed.
std::vector<std::string> CanonicalTexts(const config::v1::Signature& scheme, std::string_view text,
                                        const Node& root) {
  std::vector<std::string> canonicals = {CanonicalText(scheme, text, root)};
  if (const std::optional<Node> once = WithoutEqualMembers(root)) {
    canonicals.push_back(CanonicalText(scheme, text, *once));
  }
  if (scheme.canonical() == CANONICAL_BODY) {
    canonicals.emplace_back(Stripped(canonicals.front()));
  }
  return canonicals;
}

}  // namespace

std::vector<std::string> LikelySignedBytes(const config::v1::Signature& scheme,
                                           std::string_view text, const Node& root,
                                           const Gbk& gbk) {
  std::vector<std::string> all;
  for (const std::string& canonical : CanonicalTexts(scheme, text, root)) {
    AppendBytesOf(canonical, gbk, all);
  }
  return all;
}

}  // namespace imageco::bridge::gateway
