#include <cstddef>
#include <cstdint>

#include "tests/fuzz/or_abort.h"
#include "tests/fuzz/received_message_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* input, size_t bytes) {
  using namespace imageco::bridge::gateway;  // NOLINT(google-build-using-namespace)
  return OrAbort(&CheckReceivedMessage, input, bytes);
}
