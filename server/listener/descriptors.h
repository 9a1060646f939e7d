#ifndef IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_
#define IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_

#include <cstddef>

#include "absl/status/status.h"

namespace imageco::server {

// Lets the process open as many descriptors as the system lets it, and gives how many.
size_t RaiseDescriptorLimit();

// What a start takes, and some connections: gRPC ends the process where it gets none of its own.
inline constexpr int kSpareDescriptorsMin = 64;

// ResourceExhaustedError: the system gives this process fewer than that from here on, and says why.
absl::Status CheckSpareDescriptors();

// How many callers' connections there is room for: `connections_max`, or as many as `descriptors`
// allow beside `reserved` ones; 1 at least.
size_t ConnectionsThatFit(size_t connections_max, size_t descriptors, size_t reserved);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_
