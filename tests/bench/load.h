#ifndef IMAGECO_TESTS_BENCH_LOAD_H_
#define IMAGECO_TESTS_BENCH_LOAD_H_

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"
#include "tests/bench/load_report.h"

namespace imageco::bench {

struct LoadOptions {
  std::string target;           // address of the server
  pid_t pid = 0;                // the server's process, whose usage is reported
  int connections = 4;          // that the calls are spread over
  int callers = 1;              // closed loop: each has one reply under way at a time
  double rate = 0;              // replies a second; above 0: open loop, without callers
  int replies_max = 1'000'000;  // begun at most
  absl::Duration warm_up;       // before the window
  absl::Duration duration;      // of the window
  absl::Duration deadline;      // of each call
  std::string isspid;           // of the replies
  std::string id_prefix;        // of their transaction ids, which must be new
};

// Puts the load on the server and waits for the end of all replies. An open loop begins each at its
// time, however many are under way, and leaves out those whose time it did not keep by the window's
// end. Dies where there is no server.
LoadReport PutLoad(const LoadOptions& options);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_LOAD_H_
