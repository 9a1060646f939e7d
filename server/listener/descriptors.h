#ifndef IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_
#define IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_

#include <cstddef>

namespace imageco::server {

// Lets the process open as many descriptors as the system lets it, and gives how many.
size_t RaiseDescriptorLimit();

// How many callers' connections there is room for: `connections_max`, or as many as `descriptors`
// allow beside `reserved` ones; 1 at least.
size_t ConnectionsThatFit(size_t connections_max, size_t descriptors, size_t reserved);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_DESCRIPTORS_H_
