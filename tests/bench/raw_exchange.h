#ifndef IMAGECO_TESTS_BENCH_RAW_EXCHANGE_H_
#define IMAGECO_TESTS_BENCH_RAW_EXCHANGE_H_

#include <string>

#include "absl/time/time.h"
#include "tests/bench/load_report.h"

namespace imageco::bench {

struct RawExchangeOptions {
  std::string url;
  int exchanges = 1;  // under way at a time, each on a connection that is kept open
  absl::Duration warm_up;
  absl::Duration duration;
};

// Posts the sample's signed message over and over with libcurl on one thread, and reads no answer.
// The target of the report is this process.
LoadReport ExchangeRaw(const RawExchangeOptions& options);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_RAW_EXCHANGE_H_
