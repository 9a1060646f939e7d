#include "bridge/fingerprint.h"

#include <openssl/evp.h>

#include <string>

#include "absl/status/status.h"

namespace imageco::bridge {
namespace {

// Fetched once: a look-up for every request costs more than the digest.
const EVP_MD* Sha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return sha256;
}

}  // namespace

absl::StatusOr<ledger::Fingerprint> FingerprintOf(const complaint::v1::ReplyRequest& request) {
  complaint::v1::ReplyRequest content = request;
  content.clear_validate_only();
  content.DiscardUnknownFields();
  // Without maps, fields are written in the order of their numbers.
  const std::string bytes = content.SerializeAsString();
  ledger::Fingerprint fingerprint;
  if (EVP_Digest(bytes.data(), bytes.size(), fingerprint.data(), nullptr, Sha256(), nullptr) != 1) {
    return absl::ResourceExhaustedError("OpenSSL made no SHA-256");
  }
  return fingerprint;
}

}  // namespace imageco::bridge
