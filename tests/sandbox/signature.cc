#include "tests/sandbox/signature.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/sandbox/json_text.h"

namespace imageco::sandbox {
namespace {

using Members = std::vector<JsonMember>;
using Pair = std::pair<std::string, std::string>;

bool IsEmpty(const JsonValue& value) { return value.text.empty() || value.kind == JsonKind::kNull; }

bool IsNested(const JsonValue& value) {
  return value.kind == JsonKind::kObject || value.kind == JsonKind::kArray;
}

// Puts the members of each nested object in its place, one level deep.
Members Flatten(const Members& members) {
  Members flat;
  for (const JsonMember& member : members) {
    if (member.value.kind != JsonKind::kObject) {
      flat.push_back(member);
      continue;
    }
    const Members inner = ScanJsonObject(member.value.text).value.value_or(Members());
    flat.insert(flat.end(), inner.begin(), inner.end());
  }
  return flat;
}

std::vector<Pair> Pairs(const Members& members, Nested nested) {
  std::vector<Pair> pairs;
  for (const JsonMember& member : nested == Nested::kFlatten ? Flatten(members) : members) {
    const bool skipped = nested == Nested::kSkip && IsNested(member.value);
    if (member.name == "sign" || IsEmpty(member.value) || skipped) continue;
    pairs.emplace_back(member.name, member.value.text);
  }
  return pairs;
}

std::vector<Pair> Sorted(std::vector<Pair> pairs) {
  std::ranges::stable_sort(pairs, {}, &Pair::first);
  return pairs;
}

std::string JoinPairs(const std::vector<Pair>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text.append(name).append(1, '=').append(value);
  }
  return text;
}

std::string JoinValues(const std::vector<Pair>& pairs) {
  std::string text;
  for (const Pair& pair : pairs) text += pair.second;
  return text;
}

std::string WithoutSign(const Members& members, std::string_view json) {
  const auto sign = std::ranges::find(members, "sign", &JsonMember::name);
  return sign == members.end() ? std::string(json) : WithoutMember(json, *sign);
}

std::string WithKey(KeyPlacement placement, std::string_view key, const std::string& text) {
  const std::string own_key(key);
  switch (placement) {
    case KeyPlacement::kAppendNamed:
      return text + "&key=" + own_key;
    case KeyPlacement::kAppend:
      return text + own_key;
    case KeyPlacement::kPrepend:
      return own_key + text;
    case KeyPlacement::kWrap:
      return own_key + text + own_key;
  }
  return text;
}

}  // namespace

std::optional<std::string> CanonicalText(const SignScheme& scheme, std::string_view json) {
  const Checked<Members> members = ScanJsonObject(json);
  if (!members.value) return std::nullopt;
  const std::vector<Pair> pairs = Pairs(*members.value, scheme.nested);
  switch (scheme.canonical) {
    case Canonical::kSortedPairs:
      return JoinPairs(Sorted(pairs));
    case Canonical::kKeyWrappedBody:
      return WithoutSign(*members.value, json);
    case Canonical::kPairs:
      return JoinPairs(pairs);
    case Canonical::kSortedValues:
      return JoinValues(Sorted(pairs));
    case Canonical::kValues:
      return JoinValues(pairs);
  }
  return std::nullopt;
}

std::optional<std::string> Sign(const SignScheme& scheme, std::string_view key,
                                std::string_view json) {
  const std::optional<std::string> text = CanonicalText(scheme, json);
  if (!text) return std::nullopt;
  const std::optional<std::string> bytes = EncodeText(*text, scheme.charset);
  if (!bytes) return std::nullopt;
  switch (scheme.digest) {
    case DigestKind::kMd5:
      return Md5Hex(WithKey(scheme.key, key, *bytes), scheme.hex);
    case DigestKind::kHmacMd5:
      return HmacMd5Hex(key, *bytes, scheme.hex);
    case DigestKind::kSha256:
      return Sha256Hex(WithKey(scheme.key, key, *bytes), scheme.hex);
    case DigestKind::kHmacSha256:
      return HmacSha256Hex(key, *bytes, scheme.hex);
  }
  return std::nullopt;
}

std::string Mac(std::string_view key, std::string_view xml_bytes) {
  return Md5Hex(WithKey(KeyPlacement::kWrap, key, std::string(xml_bytes)), HexCase::kLower);
}

}  // namespace imageco::sandbox
