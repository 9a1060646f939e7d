#ifndef IMAGECO_TESTS_SANDBOX_SIGNATURE_H_
#define IMAGECO_TESTS_SANDBOX_SIGNATURE_H_

#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/charset.h"
#include "tests/sandbox/digest.h"

namespace imageco::sandbox {

enum class Canonical { kSortedPairs, kKeyWrappedBody, kPairs, kSortedValues, kValues };
enum class KeyPlacement { kAppendNamed, kAppend, kPrepend, kWrap };
enum class Nested { kJsonText, kSkip, kFlatten };
enum class DigestKind { kMd5, kHmacMd5, kSha256, kHmacSha256 };

// One reading of the vendor's unpublished chapter 2.1 (spec/gateway.md, section 2).
struct SignScheme {
  Canonical canonical = Canonical::kSortedPairs;
  KeyPlacement key = KeyPlacement::kAppendNamed;  // without effect under HMAC
  Charset charset = Charset::kUtf8;               // of the signed bytes
  Nested nested = Nested::kJsonText;              // without effect under kKeyWrappedBody
  DigestKind digest = DigestKind::kMd5;
  HexCase hex = HexCase::kUpper;
};

// What is signed of a JSON object in UTF-8, with or without its sign member, before the key joins
// it; in UTF-8. nullopt if `json` is not an object.
std::optional<std::string> CanonicalText(const SignScheme& scheme, std::string_view json);

// The sign of a JSON object in UTF-8. nullopt if `json` is not an object or has characters that
// the scheme's character set has not.
std::optional<std::string> Sign(const SignScheme& scheme, std::string_view key,
                                std::string_view json);

// The mac of XML in a form: lower-case MD5(key + xml + key) over the raw bytes.
std::string Mac(std::string_view key, std::string_view xml_bytes);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_SIGNATURE_H_
