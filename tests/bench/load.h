#ifndef IMAGECO_TESTS_BENCH_LOAD_H_
#define IMAGECO_TESTS_BENCH_LOAD_H_

#include <chrono>
#include <string>

namespace imageco::bench {

struct Load {
  int callers = 1;                    // each has one reply under way at a time
  int replies_max = 1000;             // of all callers together
  std::chrono::seconds duration_max;  // no reply is begun after it
  std::string id_prefix;              // of transaction ids, which must be new
};

struct LoadResult {
  int delivered = 0;
  int failed = 0;
  std::string first_failure;  // the reason, and what is said of it
  double seconds = 0;
};

// Puts the load on the server at `address`, and waits for its end.
LoadResult PutLoad(const std::string& address, const Load& load);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_LOAD_H_
