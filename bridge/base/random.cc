#include "bridge/base/random.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::base {

absl::StatusOr<std::string> RandomHex(size_t bytes) {
  std::string random(bytes, '\0');
  if (getentropy(random.data(), random.size()) != 0) {
    return absl::UnavailableError(absl::StrCat("no random numbers: ", std::strerror(errno)));
  }
  return absl::BytesToHexString(random);
}

}  // namespace imageco::bridge::base
