#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace imageco::bridge::gateway {

// The key in the text of a key file. A byte order mark in front and white space at the end are an
// editor's and dropped. Fails on what no key can be: a NUL, as UTF-16 has it, or a second line. The
// key may be empty. Neither this nor the next ever quotes it.
absl::StatusOr<std::string> KeyOf(std::string_view file);

// What stands around or within a key that is hardly a part of it: a name in front, quotes, blanks.
// Empty where nothing does. It may be the vendor's all the same, so that this is for a warning.
std::string DoubtAboutKey(std::string_view key);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_KEY_FILE_H_
