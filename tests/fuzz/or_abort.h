#ifndef IMAGECO_TESTS_FUZZ_OR_ABORT_H_
#define IMAGECO_TESTS_FUZZ_OR_ABORT_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/status/status.h"

namespace imageco::bridge::gateway {

// Ends the process, which libFuzzer takes for a find, where `check` breaks a promise on the input.
inline int OrAbort(absl::Status (*check)(std::string_view), const uint8_t* input, size_t bytes) {
  const absl::Status status = check({reinterpret_cast<const char*>(input), bytes});
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_OR_ABORT_H_
