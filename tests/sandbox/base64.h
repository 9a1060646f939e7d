#ifndef IMAGECO_TESTS_SANDBOX_BASE64_H_
#define IMAGECO_TESTS_SANDBOX_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::sandbox {

// Base64 with padding and without line breaks (RFC 4648, section 4).
std::string EncodeBase64(std::string_view bytes);
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_BASE64_H_
