#ifndef IMAGECO_SERVER_SPARE_DESCRIPTORS_H_
#define IMAGECO_SERVER_SPARE_DESCRIPTORS_H_

#include "absl/status/status.h"

namespace imageco::server {

// What a start takes, and some connections: gRPC ends the process where it gets none of its own.
inline constexpr int kSpareDescriptorsMin = 64;

// ResourceExhaustedError: the system gives this process fewer than that from here on, and says why.
absl::Status CheckSpareDescriptors();

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_SPARE_DESCRIPTORS_H_
