#ifndef IMAGECO_TESTS_SANDBOX_DIGEST_H_
#define IMAGECO_TESTS_SANDBOX_DIGEST_H_

#include <string>
#include <string_view>

namespace imageco::sandbox {

enum class HexCase { kUpper, kLower };

// The 32 hexadecimal digits of MD5(bytes).
std::string Md5Hex(std::string_view bytes, HexCase hex_case);

// The 32 hexadecimal digits of HMAC-MD5(key, bytes), RFC 2104.
std::string HmacMd5Hex(std::string_view key, std::string_view bytes, HexCase hex_case);

// The 64 hexadecimal digits of SHA-256(bytes), FIPS 180-4.
std::string Sha256Hex(std::string_view bytes, HexCase hex_case);

// The 64 hexadecimal digits of HMAC-SHA256(key, bytes), RFC 2104.
std::string HmacSha256Hex(std::string_view key, std::string_view bytes, HexCase hex_case);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_DIGEST_H_
