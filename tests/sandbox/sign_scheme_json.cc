#include "tests/sandbox/sign_scheme_json.h"

#include <array>

namespace imageco::sandbox {
namespace {

constexpr std::array<Named<Charset>, 2> kCharsets = {
    {{"utf-8", Charset::kUtf8}, {"gbk", Charset::kGbk}}};

constexpr std::array<Named<Canonical>, 5> kCanonicals = {
    {{"sorted_pairs", Canonical::kSortedPairs},
     {"key_wrapped_body", Canonical::kKeyWrappedBody},
     {"pairs", Canonical::kPairs},
     {"sorted_values", Canonical::kSortedValues},
     {"values", Canonical::kValues}}};

constexpr std::array<Named<KeyPlacement>, 4> kKeyPlacements = {
    {{"append_named", KeyPlacement::kAppendNamed},
     {"append", KeyPlacement::kAppend},
     {"prepend", KeyPlacement::kPrepend},
     {"wrap", KeyPlacement::kWrap}}};

constexpr std::array<Named<Nested>, 3> kNesteds = {
    {{"json_text", Nested::kJsonText}, {"skip", Nested::kSkip}, {"flatten", Nested::kFlatten}}};

constexpr std::array<Named<DigestKind>, 4> kDigests = {{{"md5", DigestKind::kMd5},
                                                        {"hmac_md5", DigestKind::kHmacMd5},
                                                        {"sha256", DigestKind::kSha256},
                                                        {"hmac_sha256", DigestKind::kHmacSha256}}};

constexpr std::array<Named<HexCase>, 2> kHexCases = {
    {{"upper", HexCase::kUpper}, {"lower", HexCase::kLower}}};

KeyPlacement UsualKeyPlacement(Canonical canonical) {
  switch (canonical) {
    case Canonical::kKeyWrappedBody:
      return KeyPlacement::kWrap;
    case Canonical::kSortedValues:
    case Canonical::kValues:
      return KeyPlacement::kAppend;
    default:
      return KeyPlacement::kAppendNamed;
  }
}

}  // namespace

Charset ReadCharset(ObjectReader& reader) {
  return reader.Choice<Charset>("charset", kCharsets, Charset::kUtf8);
}

SignScheme ReadSignScheme(ObjectReader reader) {
  const SignScheme unset;
  SignScheme scheme;
  scheme.canonical = reader.Choice<Canonical>("canonical", kCanonicals, unset.canonical);
  scheme.key =
      reader.Choice<KeyPlacement>("key", kKeyPlacements, UsualKeyPlacement(scheme.canonical));
  scheme.charset = ReadCharset(reader);
  scheme.nested = reader.Choice<Nested>("nested", kNesteds, unset.nested);
  scheme.digest = reader.Choice<DigestKind>("digest", kDigests, unset.digest);
  scheme.hex = reader.Choice<HexCase>("hex", kHexCases, unset.hex);
  reader.RefuseOthers();
  return scheme;
}

}  // namespace imageco::sandbox
