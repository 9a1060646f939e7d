#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace imageco::bridge::gateway {

// No key is as long; another file is.
inline constexpr size_t kKeyFileBytesMax = 4096;

// The key in the text of a key file. A byte order mark in front and white space at the end are an
// editor's and dropped. Fails on what no key can be: a NUL, as UTF-16 has it, a second line, or
// more than kKeyFileBytesMax. The key may be empty. Errors never quote it.
absl::StatusOr<std::string> KeyOf(std::string_view file);

// What stands around or within a key that is hardly a part of it. It may be the vendor's all the
// same.
struct KeyDoubt {
  std::string_view what;  // as in "the key begins with ..."
  std::string_view part;  // e.g. "its quotes"
  // The key without that, perhaps empty; nothing where there is none of it.
  std::optional<std::string> (*without)(std::string_view key);
};

// All of them: a name in front, quotes, blanks.
const std::vector<KeyDoubt>& KeyDoubts();

// The first doubt, for a warning; empty where there is none.
std::string DoubtAboutKey(std::string_view key);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_
