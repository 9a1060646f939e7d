#include "clients/complaintctl/command/input.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace imageco::complaintctl {
namespace {

absl::StatusOr<std::string> ReadAll(std::istream& stream) {
  std::string bytes(kInputBytesMax + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) return absl::InvalidArgumentError("cannot be read");
  bytes.resize(static_cast<size_t>(stream.gcount()));
  if (bytes.size() > kInputBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("is longer than ", kInputBytesMax, " bytes"));
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return absl::InvalidArgumentError(absl::StrCat("cannot be opened: ", std::strerror(errno)));
  }
  return ReadAll(stream);
}

absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& standard_input) {
  return path == "-" ? ReadAll(standard_input) : ReadFile(path);
}

}  // namespace imageco::complaintctl
