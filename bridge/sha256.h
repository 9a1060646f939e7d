#ifndef IMAGECO_BRIDGE_SHA256_H_
#define IMAGECO_BRIDGE_SHA256_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace imageco::bridge {

// ResourceExhaustedError: OpenSSL made none, and then no other bytes stand in its place.
absl::StatusOr<std::array<uint8_t, 32>> Sha256Of(std::string_view bytes);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_SHA256_H_
