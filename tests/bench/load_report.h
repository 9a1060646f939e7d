#ifndef IMAGECO_TESTS_BENCH_LOAD_REPORT_H_
#define IMAGECO_TESTS_BENCH_LOAD_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/process_usage.h"

namespace imageco::bench {

// What became of a load. Its window is the time in which figures are taken: from the end of the
// warm-up to the last begin.
struct LoadReport {
  double seconds = 0;                  // the window's length
  int delivered_in_window = 0;         // ended in the window, whenever they began
  int ended = 0;                       // all, of whatever time and outcome
  int offered = 0;                     // meant to begin in the window; what follows is of them
  std::vector<uint32_t> delivered_us;  // latencies, from when they were meant to begin
  std::vector<uint32_t> refused_us;
  std::map<std::string, int> refused;  // by reason, or by gRPC's code where there is none
  uint32_t late_max_us = 0;            // how late the load itself was at worst
  double client_cpu_seconds = 0;       // of this process, in the window
  ProcessUsage before;                 // of the target, at the window's begin
  ProcessUsage after;                  // at its end
};

// As one JSON object. Sorts the latencies.
std::string ToJson(LoadReport& report);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_LOAD_REPORT_H_
