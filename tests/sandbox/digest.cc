#include "tests/sandbox/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <span>

namespace imageco::sandbox {
namespace {

std::string ToHex(std::span<const unsigned char> digest, HexCase hex_case) {
  const std::string_view digits =
      hex_case == HexCase::kUpper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) hex += {digits[byte >> 4], digits[byte & 0xF]};
  return hex;
}

// OpenSSL 3 looks an algorithm up anew on each use of EVP_md5(), which costs more than the digest.
const EVP_MD* Md5() {
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  return md5;
}

const EVP_MD* Sha256() {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  return sha256;
}

std::string DigestHex(const EVP_MD* algorithm, std::string_view bytes, HexCase hex_case) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, algorithm, nullptr);
  return ToHex({digest, length}, hex_case);
}

std::string HmacHex(const EVP_MD* algorithm, std::string_view key, std::string_view bytes,
                    HexCase hex_case) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(algorithm, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest, &length);
  return ToHex({digest, length}, hex_case);
}

}  // namespace

std::string Md5Hex(std::string_view bytes, HexCase hex_case) {
  return DigestHex(Md5(), bytes, hex_case);
}

std::string HmacMd5Hex(std::string_view key, std::string_view bytes, HexCase hex_case) {
  return HmacHex(Md5(), key, bytes, hex_case);
}

std::string Sha256Hex(std::string_view bytes, HexCase hex_case) {
  return DigestHex(Sha256(), bytes, hex_case);
}

std::string HmacSha256Hex(std::string_view key, std::string_view bytes, HexCase hex_case) {
  return HmacHex(Sha256(), key, bytes, hex_case);
}

}  // namespace imageco::sandbox
