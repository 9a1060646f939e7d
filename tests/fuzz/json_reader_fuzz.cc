#include <cstddef>
#include <cstdint>

#include "tests/fuzz/json_reader_check.h"
#include "tests/fuzz/or_abort.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* input, size_t bytes) {
  using namespace imageco::bridge::gateway;  // NOLINT(google-build-using-namespace)
  return OrAbort(&CheckJsonReader, input, bytes);
}
