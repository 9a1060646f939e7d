#include "bridge/gateway/signature/signature.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "bridge/gateway/codec/character.h"
#include "bridge/gateway/signature/canonical_text.h"
#include "bridge/gateway/signature/digest.h"
#include "bridge/gateway/signature/signed_bytes.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

KeyPlacement DefaultKeyPlacement(Canonical canonical) {
  switch (canonical) {
    case CANONICAL_BODY:
      return KEY_PLACEMENT_WRAP;
    case CANONICAL_SORTED_VALUES:
    case CANONICAL_VALUES:
      return KEY_PLACEMENT_APPEND;
    default:
      return KEY_PLACEMENT_APPEND_NAMED;
  }
}

// A digest that could not be made is nobody's.
bool IsSame(std::string_view shown, const absl::StatusOr<std::string>& digest) {
  return digest.ok() && SameDigest(shown, *digest);
}

}  // namespace

config::v1::Signature WithDefaults(config::v1::Signature scheme) {
  if (scheme.canonical() == CANONICAL_UNSPECIFIED) scheme.set_canonical(CANONICAL_SORTED_PAIRS);
  if (scheme.key_placement() == KEY_PLACEMENT_UNSPECIFIED) {
    scheme.set_key_placement(DefaultKeyPlacement(scheme.canonical()));
  }
  if (scheme.charset() == CHARSET_UNSPECIFIED) scheme.set_charset(CHARSET_UTF8);
  if (scheme.nested() == NESTED_UNSPECIFIED) scheme.set_nested(NESTED_JSON_TEXT);
  if (scheme.digest() == DIGEST_UNSPECIFIED) scheme.set_digest(DIGEST_MD5);
  if (scheme.hex_case() == HEX_CASE_UNSPECIFIED) scheme.set_hex_case(HEX_CASE_UPPER);
  return scheme;
}

absl::StatusOr<Signature> Signature::Make(const config::v1::Signature& scheme, std::string key,
                                          std::shared_ptr<const Gbk> gbk) {
  if (key.empty()) return absl::InvalidArgumentError("the key is empty");
  if (absl::Status status = CheckDigest(scheme.digest()); !status.ok()) return status;
  return Signature(WithDefaults(scheme), std::move(key), std::move(gbk));
}

Signature::Signature(const config::v1::Signature& scheme, std::string key,
                     std::shared_ptr<const Gbk> gbk)
    : scheme_(scheme), key_(std::move(key)), gbk_(std::move(gbk)) {}

std::string Signature::PlaceKey(std::string text) const {
  switch (scheme_.key_placement()) {
    case KEY_PLACEMENT_APPEND:
      return text.append(key_);
    case KEY_PLACEMENT_PREPEND:
      return key_ + text;
    case KEY_PLACEMENT_WRAP:
      return (key_ + text).append(key_);
    default:
      return text.append("&key=").append(key_);
  }
}

absl::StatusOr<std::string> Signature::Sign(std::string_view text, const Node& root) const {
  std::string canonical = CanonicalText(scheme_, text, root);
  if (scheme_.charset() == CHARSET_GBK) {
    absl::StatusOr<std::string> bytes = gbk_->Encode(canonical);
    if (!bytes.ok()) return bytes;
    canonical = *std::move(bytes);
  }
  return Digest(std::move(canonical));
}

std::string Signature::SignedText(std::string_view text, const Node& root) const {
  std::string canonical = CanonicalText(scheme_, text, root);
  return IsHmac(scheme_.digest()) ? canonical : PlaceKey(std::move(canonical));
}

// Of the bytes that are signed, with the key in its place.
absl::StatusOr<std::string> Signature::Digest(std::string bytes) const {
  const config::v1::Digest digest = scheme_.digest();
  if (IsHmac(digest)) return HmacHex(digest, key_, bytes, scheme_.hex_case());
  return DigestHex(digest, PlaceKey(std::move(bytes)), scheme_.hex_case());
}

bool Signature::Fits(std::string_view shown, std::string_view text, const Node& root) const {
  if (IsSame(shown, Sign(text, root))) return true;
  std::vector<std::string> likely = LikelySignedBytes(scheme_, text, root, *gbk_);
  return std::any_of(likely.begin(), likely.end(),
                     [&](std::string& bytes) { return IsSame(shown, Digest(std::move(bytes))); });
}

absl::StatusOr<std::string> Signature::Mac(std::string_view message) const {
  const std::string bytes =
      absl::StrCat(key_, absl::string_view(message.data(), message.size()), key_);
  return DigestHex(DIGEST_MD5, bytes, HEX_CASE_LOWER);
}

bool Signature::MacFits(std::string_view shown, std::string_view message) const {
  return IsSame(shown, Mac(message)) || IsSame(shown, Mac(Stripped(message)));
}

std::string Signature::WithoutKey(std::string_view text) const {
  if (text.find(key_) == std::string_view::npos) return std::string(text);
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()), {{key_, "[key]"}});
}

absl::Status VerifySign(const ReceivedMessage& message, const Signature& signature) {
  if (!message.shown.ok()) return message.shown.status();
  const std::string& shown = *message.shown;
  if (shown.empty()) return absl::InvalidArgumentError("is not signed");
  const bool fits = message.format == FORMAT_XML
                        ? signature.MacFits(shown, message.text)
                        : signature.Fits(shown, message.text, message.root);
  return fits ? absl::OkStatus() : absl::InvalidArgumentError("its signature does not verify");
}

}  // namespace imageco::bridge::gateway
