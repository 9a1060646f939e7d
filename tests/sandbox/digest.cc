#include "tests/sandbox/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace imageco::sandbox {
namespace {

using Digest = std::array<unsigned char, 16>;

std::string ToHex(const Digest& digest, HexCase hex_case) {
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

}  // namespace

std::string Md5Hex(std::string_view bytes, HexCase hex_case) {
  Digest digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, Md5(), nullptr);
  return ToHex(digest, hex_case);
}

std::string HmacMd5Hex(std::string_view key, std::string_view bytes, HexCase hex_case) {
  Digest digest{};
  HMAC(Md5(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), nullptr);
  return ToHex(digest, hex_case);
}

}  // namespace imageco::sandbox
