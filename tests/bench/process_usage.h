#ifndef IMAGECO_TESTS_BENCH_PROCESS_USAGE_H_
#define IMAGECO_TESTS_BENCH_PROCESS_USAGE_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>

namespace imageco::bench {

// What a process has used so far.
struct ProcessUsage {
  double cpu_seconds = 0;                        // of all its threads, those that ended too
  std::map<std::string, double> thread_seconds;  // of those that live, by name
  int64_t resident_kib = 0;                      // now
  int64_t resident_peak_kib = 0;
};

// All is 0 where there is no such process.
ProcessUsage UsageOf(pid_t pid);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_PROCESS_USAGE_H_
