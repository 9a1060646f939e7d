#include "bridge/gateway/signature/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

// Fetched once: a look-up for every message costs more than the digest.
const EVP_MD* Md5() {
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return md5;
}

const EVP_MD* Sha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  return sha256;
}

bool IsSha256(config::v1::Digest digest) {
  return digest == DIGEST_SHA256 || digest == DIGEST_HMAC_SHA256;
}

const EVP_MD* AlgorithmOf(config::v1::Digest digest) { return IsSha256(digest) ? Sha256() : Md5(); }

std::string Hex(const unsigned char* digest, unsigned length, HexCase letters) {
  const std::string hex =
      absl::BytesToHexString(std::string(reinterpret_cast<const char*>(digest), length));
  return letters == HEX_CASE_LOWER ? hex : absl::AsciiStrToUpper(hex);
}

// A digest that was not made would sign with nothing, and verify what is signed with nothing.
absl::Status NoDigest() { return absl::ResourceExhaustedError("OpenSSL made no digest"); }

absl::StatusOr<std::string> DigestHex(const EVP_MD* algorithm, std::string_view text,
                                      HexCase letters) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest, &length, algorithm, nullptr) != 1) {
    return NoDigest();
  }
  return Hex(digest, length, letters);
}

absl::StatusOr<std::string> HmacHex(const EVP_MD* algorithm, std::string_view key,
                                    std::string_view text, HexCase letters) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (HMAC(algorithm, key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
           &length) == nullptr) {
    return NoDigest();
  }
  return Hex(digest, length, letters);
}

constexpr char32_t kEuro = 0x20AC;

// What senders write in GBK for a character that not all implementations have.
constexpr Gbk::Escape kGbkEscapes[] = {
    [](char32_t) { return std::string("?"); },
    [](char32_t c) { return std::string(c == kEuro ? "\x80" : "?"); },
    [](char32_t c) { return std::string(c == kEuro ? "\xA2\xE3" : "?"); },
};

// Every byte string that a sender may have made of the text.
std::vector<std::string> BytesOf(const std::string& text, const Gbk& gbk) {
  const std::string question = absl::StrReplaceAll(text, {{"\uFFFD", "?"}});
  std::vector<std::string> all = {text, question};
  for (const Gbk::Escape escape : kGbkEscapes) {
    const absl::StatusOr<std::string> bytes = gbk.Encode(question, escape);
    if (bytes.ok()) all.push_back(*bytes);
  }
  return all;
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

std::string_view StrippedOf(std::string_view text) {
  const absl::string_view stripped = absl::StripAsciiWhitespace({text.data(), text.size()});
  return {stripped.data(), stripped.size()};
}

// A digest that could not be made is nobody's.
bool IsSame(std::string_view shown, const absl::StatusOr<std::string>& digest) {
  return digest.ok() && Signature::Equal(shown, *digest);
}

// Every text that a sender may have signed.
std::vector<std::string> CanonicalTexts(const config::v1::Signature& scheme, std::string_view text,
                                        const Node& root) {
  std::vector<std::string> canonicals = {CanonicalText(scheme, text, root)};
  if (const std::optional<Node> once = WithoutEqualMembers(root)) {
    canonicals.push_back(CanonicalText(scheme, text, *once));
  }
  if (scheme.canonical() == CANONICAL_BODY) {
    canonicals.emplace_back(StrippedOf(canonicals.front()));
  }
  return canonicals;
}

}  // namespace

bool IsHmac(config::v1::Digest digest) {
  return digest == DIGEST_HMAC_MD5 || digest == DIGEST_HMAC_SHA256;
}

config::v1::Signature WithDefaults(config::v1::Signature scheme) {
  if (scheme.canonical() == CANONICAL_UNSPECIFIED) scheme.set_canonical(CANONICAL_SORTED_PAIRS);
  if (scheme.key_placement() == KEY_PLACEMENT_UNSPECIFIED) {
    scheme.set_key_placement(scheme.canonical() == CANONICAL_BODY ? KEY_PLACEMENT_WRAP
                                                                  : KEY_PLACEMENT_APPEND_NAMED);
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
  if (AlgorithmOf(scheme.digest()) == nullptr) {
    return absl::FailedPreconditionError(IsSha256(scheme.digest()) ? "OpenSSL offers no SHA-256"
                                                                   : "OpenSSL offers no MD5");
  }
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

// Of the bytes that are signed, with the key in its place.
absl::StatusOr<std::string> Signature::Digest(std::string bytes) const {
  const EVP_MD* const algorithm = AlgorithmOf(scheme_.digest());
  if (IsHmac(scheme_.digest())) return HmacHex(algorithm, key_, bytes, scheme_.hex_case());
  return DigestHex(algorithm, PlaceKey(std::move(bytes)), scheme_.hex_case());
}

bool Signature::Fits(std::string_view shown, std::string_view text, const Node& root) const {
  if (IsSame(shown, Sign(text, root))) return true;
  for (const std::string& canonical : CanonicalTexts(scheme_, text, root)) {
    for (std::string& bytes : BytesOf(canonical, *gbk_)) {
      if (IsSame(shown, Digest(std::move(bytes)))) return true;
    }
  }
  return false;
}

absl::StatusOr<std::string> Signature::Mac(std::string_view message) const {
  return DigestHex(Md5(), std::string(key_).append(message).append(key_), HEX_CASE_LOWER);
}

bool Signature::MacFits(std::string_view shown, std::string_view message) const {
  return IsSame(shown, Mac(message)) || IsSame(shown, Mac(StrippedOf(message)));
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

bool Signature::Equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const std::string lower_a = absl::AsciiStrToLower(std::string(a));
  const std::string lower_b = absl::AsciiStrToLower(std::string(b));
  return CRYPTO_memcmp(lower_a.data(), lower_b.data(), a.size()) == 0;
}

}  // namespace imageco::bridge::gateway
