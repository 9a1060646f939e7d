#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_DIGEST_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_DIGEST_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// Digests of OpenSSL's as hex digits. One that was not made would sign with nothing, and verify
// what is signed with nothing: that is an error.

// Whether the key goes into the digest by HMAC, and so has no place in the text.
bool IsHmac(config::v1::Digest digest);

// Fails where OpenSSL lacks the algorithm of `digest`.
absl::Status CheckDigest(config::v1::Digest digest);

// Of `bytes`, without a key.
absl::StatusOr<std::string> DigestHex(config::v1::Digest digest, std::string_view bytes,
                                      config::v1::HexCase letters);

absl::StatusOr<std::string> HmacHex(config::v1::Digest digest, std::string_view key,
                                    std::string_view bytes, config::v1::HexCase letters);

// Whether two digests are the same, in either case of letters. Takes the same time wherever they
// differ.
bool SameDigest(std::string_view a, std::string_view b);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_DIGEST_H_
