#include "clients/complaintctl/command/input.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/status/status.h"
#include "bridge/gateway/codec/utf8.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

absl::StatusOr<std::string> ReadAll(std::istream& stream) {
  std::string bytes(kInputBytesMax + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) return absl::InvalidArgumentError(Say("cannot be read"));
  bytes.resize(static_cast<size_t>(stream.gcount()));
  if (bytes.size() > kInputBytesMax) {
    return absl::InvalidArgumentError(Say("is longer than $0 bytes", kInputBytesMax));
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return absl::InvalidArgumentError(Say("cannot be opened: $0", std::strerror(errno)));
  }
  return ReadAll(stream);
}

absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& standard_input) {
  return path == "-" ? ReadAll(standard_input) : ReadFile(path);
}

absl::Status CheckUtf8(std::string_view text) {
  size_t good = 0;
  while (good < text.size()) {
    const size_t bytes = bridge::gateway::FirstCodePoint(text.substr(good)).bytes;
    if (bytes == 0) {
      return absl::InvalidArgumentError(
          Say("is not UTF-8, from byte $0 on; where it is GBK, convert it: iconv -f GBK -t UTF-8",
              good + 1));
    }
    good += bytes;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadText(const std::string& path, std::istream& standard_input) {
  absl::StatusOr<std::string> text = ReadInput(path, standard_input);
  if (!text.ok()) return text;
  if (absl::Status fault = CheckUtf8(*text); !fault.ok()) return fault;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text->starts_with(kByteOrderMark)) text->erase(0, kByteOrderMark.size());
  return text;
}

}  // namespace imageco::complaintctl
