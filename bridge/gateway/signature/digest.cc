#include "bridge/gateway/signature/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
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

bool IsSha256(Digest digest) { return digest == DIGEST_SHA256 || digest == DIGEST_HMAC_SHA256; }

const EVP_MD* AlgorithmOf(Digest digest) { return IsSha256(digest) ? Sha256() : Md5(); }

absl::StatusOr<std::string> Hex(bool made, const unsigned char* digest, unsigned length,
                                HexCase letters) {
  if (!made) return absl::ResourceExhaustedError("OpenSSL made no digest");
  std::string hex =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), length));
  if (letters != HEX_CASE_LOWER) absl::AsciiStrToUpper(&hex);
  return hex;
}

}  // namespace

bool IsHmac(Digest digest) { return digest == DIGEST_HMAC_MD5 || digest == DIGEST_HMAC_SHA256; }

absl::Status CheckDigest(Digest digest) {
  if (AlgorithmOf(digest) != nullptr) return absl::OkStatus();
  return absl::FailedPreconditionError(IsSha256(digest) ? "OpenSSL offers no SHA-256"
                                                        : "OpenSSL offers no MD5");
}

absl::StatusOr<std::string> DigestHex(Digest digest, std::string_view bytes, HexCase letters) {
  unsigned char made[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const bool done =
      EVP_Digest(bytes.data(), bytes.size(), made, &length, AlgorithmOf(digest), nullptr) == 1;
  return Hex(done, made, length, letters);
}

absl::StatusOr<std::string> HmacHex(Digest digest, std::string_view key, std::string_view bytes,
                                    HexCase letters) {
  unsigned char made[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  const bool done = HMAC(AlgorithmOf(digest), key.data(), static_cast<int>(key.size()),
                         reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), made,
                         &length) != nullptr;
  return Hex(done, made, length, letters);
}

bool SameDigest(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  int differences = 0;  // as many steps wherever they differ
  for (size_t i = 0; i < a.size(); ++i) {
    differences |= absl::ascii_tolower(static_cast<unsigned char>(a[i])) ^
                   absl::ascii_tolower(static_cast<unsigned char>(b[i]));
  }
  return differences == 0;
}

}  // namespace imageco::bridge::gateway
