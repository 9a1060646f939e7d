#ifndef IMAGECO_TESTS_SANDBOX_PAGE_H_
#define IMAGECO_TESTS_SANDBOX_PAGE_H_

#include <optional>
#include <string_view>

#include "tests/sandbox/admin_api.h"

namespace imageco::sandbox {

// The file of the page (the folder page/, compiled in) that a target of the admin endpoint names.
// "/" is its index.html.
std::optional<AdminAnswer> FindPageFile(std::string_view target);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_PAGE_H_
