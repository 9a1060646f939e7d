#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_INPUT_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_INPUT_H_

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace imageco::complaintctl {

// A longer input is refused.
inline constexpr size_t kInputBytesMax = 1 << 20;

// The bytes of a file. Errors say what is wrong, and not with which file.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// The bytes of a file, or of `standard_input` where the path is "-".
absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& standard_input);

// Text is UTF-8: gRPC carries nothing else. Errors say where it is not.
absl::Status CheckUtf8(std::string_view text);

// The text of a file, as ReadInput reads it, without the byte order mark that some editors put in
// front.
absl::StatusOr<std::string> ReadText(const std::string& path, std::istream& standard_input);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_INPUT_H_
