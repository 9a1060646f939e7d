#include "bridge/sha256.h"

#include <openssl/evp.h>

#include "absl/status/status.h"

namespace imageco::bridge {
namespace {

// Fetched once: a look-up for every request costs more than the digest.
const EVP_MD* FetchedSha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return sha256;
}

}  // namespace

absl::StatusOr<std::array<uint8_t, 32>> Sha256Of(std::string_view bytes) {
  std::array<uint8_t, 32> digest;
  const EVP_MD* const sha256 = FetchedSha256();
  if (sha256 == nullptr ||
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256, nullptr) != 1) {
    return absl::ResourceExhaustedError("OpenSSL made no SHA-256");
  }
  return digest;
}

}  // namespace imageco::bridge
