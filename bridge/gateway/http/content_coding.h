#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CONTENT_CODING_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CONTENT_CODING_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace imageco::bridge::gateway {

// Undoes `codings`, the first one first: "gzip", and "deflate" with or without zlib's frame (RFC
// 9110 section 8.4.1). InvalidArgumentError: another coding, more than a few, or bytes that are not
// exactly one whole thing of that kind. ResourceExhaustedError: more than `bytes_max` bytes would
// come out.
absl::StatusOr<std::string> UndoCodings(const std::vector<std::string>& codings, std::string bytes,
                                        size_t bytes_max);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CONTENT_CODING_H_
