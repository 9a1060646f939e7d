#ifndef IMAGECO_TESTS_SANDBOX_CHECKED_H_
#define IMAGECO_TESTS_SANDBOX_CHECKED_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imageco::sandbox {

// One sentence for each thing that is wrong, "<what>: <why>".
using Faults = std::vector<std::string>;

// A value, or every reason why there is none: `value` is set if and only if `faults` is empty.
template <typename T>
struct Checked {
  std::optional<T> value;
  Faults faults;
};

template <typename T>
Checked<T> Refused(std::string fault) {
  return {std::nullopt, {std::move(fault)}};
}

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_CHECKED_H_
