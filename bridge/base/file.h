#ifndef IMAGECO_BRIDGE_BASE_FILE_H_
#define IMAGECO_BRIDGE_BASE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace imageco::bridge::base {

// Nothing that a setting names is larger: keys, certificates, passwords, the configuration.
inline constexpr size_t kFileBytesMax = 16 * 1024 * 1024;

// The whole of a regular file, or of one that a link leads to; waits for nothing but the disk.
// NotFoundError names the file and what is wrong with it: that it cannot be read, is a folder, a
// pipe or a device, or is larger than kFileBytesMax.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_FILE_H_
