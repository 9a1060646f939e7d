#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_OPENSSL_DIGEST_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_OPENSSL_DIGEST_H_

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <string_view>

// Digests straight from OpenSSL, so that tests do not prove our signatures by themselves.
namespace imageco::bridge::gateway {

inline std::string HexLower(const unsigned char* bytes, size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < size; ++i) {
    hex.push_back(kDigits[bytes[i] >> 4]);
    hex.push_back(kDigits[bytes[i] & 0xF]);
  }
  return hex;
}

inline std::string DigestLower(const char* algorithm, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t size = 0;
  EVP_Q_digest(nullptr, algorithm, nullptr, text.data(), text.size(), digest, &size);
  return HexLower(digest, size);
}

inline std::string HmacLower(const char* algorithm, std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t size = 0;
  EVP_Q_mac(nullptr, "HMAC", nullptr, algorithm, nullptr, key.data(), key.size(),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
            sizeof(digest), &size);
  return HexLower(digest, size);
}

inline std::string Md5Lower(std::string_view text) { return DigestLower("MD5", text); }

inline std::string HmacMd5Lower(std::string_view key, std::string_view text) {
  return HmacLower("MD5", key, text);
}

inline std::string Upper(std::string hex) {
  for (char& c : hex) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  }
  return hex;
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_OPENSSL_DIGEST_H_
