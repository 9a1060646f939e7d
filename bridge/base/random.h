#ifndef IMAGECO_BRIDGE_BASE_RANDOM_H_
#define IMAGECO_BRIDGE_BASE_RANDOM_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace imageco::bridge::base {

// So many random bytes of the system's, 256 at most, as lowercase hexadecimal digits.
// UnavailableError: the system has none to give.
absl::StatusOr<std::string> RandomHex(size_t bytes);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_RANDOM_H_
