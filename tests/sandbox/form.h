#ifndef IMAGECO_TESTS_SANDBOX_FORM_H_
#define IMAGECO_TESTS_SANDBOX_FORM_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/checked.h"

namespace imageco::sandbox {

struct FormField {
  std::string name;
  std::string value;  // decoded bytes
};

// Decodes an application/x-www-form-urlencoded body: `+` is a space, and every byte but letters,
// digits and `-._~*` must be percent-encoded (URL standard, section 5).
Checked<std::vector<FormField>> DecodeForm(std::string_view body);

// Percent-encodes every byte but letters, digits and `-._~`.
std::string PercentEncode(std::string_view bytes);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_FORM_H_
