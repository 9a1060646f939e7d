#include "bridge/gateway/signature/canonical_text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "bridge/gateway/codec/json_codec.h"

namespace imageco::bridge::gateway {
namespace {

using config::v1::Canonical;
using config::v1::Nested;

// Name, place and value: in their order, equal names stay as they stand.
using Pairs = std::vector<std::tuple<std::string_view, size_t, std::string_view>>;

constexpr size_t kKeyBytesLikely = 64;  // with its name; it is appended next

bool IsNested(const Node& node) {
  return node.kind == Node::Kind::kObject || node.kind == Node::Kind::kArray;
}

std::string_view SignedValue(std::string_view text, const Node& node) {
  if (node.kind == Node::Kind::kNull) return {};
  if (!IsNested(node)) return node.text;
  return text.substr(node.value.begin, node.value.end - node.value.begin);
}

void AppendPairs(Nested nested, std::string_view text, const Node& object, Pairs& pairs) {
  for (const Node& member : object.children) {
    if (member.name == kSignMember) continue;
    if (IsNested(member) && nested == config::v1::NESTED_SKIP) continue;
    if (member.kind == Node::Kind::kObject && nested == config::v1::NESTED_FLATTEN) {
      AppendPairs(config::v1::NESTED_JSON_TEXT, text, member, pairs);
      continue;
    }
    const std::string_view value = SignedValue(text, member);
    if (!value.empty()) pairs.emplace_back(member.name, pairs.size(), value);
  }
}

bool IsSorted(Canonical canonical) {
  return canonical != config::v1::CANONICAL_PAIRS && canonical != config::v1::CANONICAL_VALUES;
}

bool HasNames(Canonical canonical) {
  return canonical != config::v1::CANONICAL_SORTED_VALUES &&
         canonical != config::v1::CANONICAL_VALUES;
}

std::string Join(const Pairs& pairs, bool with_names, size_t bytes_likely) {
  std::string joined;
  joined.reserve(bytes_likely);
  for (const auto& [name, place, value] : pairs) {
    if (with_names && !joined.empty()) joined.push_back('&');
    if (with_names) joined.append(name).append("=");
    joined.append(value);
  }
  return joined;
}

std::string Members(const config::v1::Signature& scheme, std::string_view text, const Node& root) {
  Pairs pairs;
  pairs.reserve(root.children.size());
  AppendPairs(scheme.nested(), text, root, pairs);
  if (IsSorted(scheme.canonical())) std::sort(pairs.begin(), pairs.end());
  return Join(pairs, HasNames(scheme.canonical()), text.size() + kKeyBytesLikely);
}

// The message without its sign member and the comma that set it apart: the one before it, or where
// it is the first member, what stands between it and the next.
std::string Body(std::string_view text, const Node& root) {
  const auto& members = root.children;
  const auto sign = std::find_if(members.begin(), members.end(),
                                 [](const Node& member) { return member.name == kSignMember; });
  if (sign == members.end()) return std::string(text);
  Extent removed = sign->member;
  if (sign != members.begin()) {
    removed.begin = std::prev(sign)->member.end;
  } else if (std::next(sign) != members.end()) {
    removed.end = std::next(sign)->member.begin;
  }
  return std::string(text.substr(0, removed.begin)).append(text.substr(removed.end));
}

}  // namespace

std::string CanonicalText(const config::v1::Signature& scheme, std::string_view text,
                          const Node& root) {
  return scheme.canonical() == config::v1::CANONICAL_BODY ? Body(text, root)
                                                          : Members(scheme, text, root);
}

}  // namespace imageco::bridge::gateway
