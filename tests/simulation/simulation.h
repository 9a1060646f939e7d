#ifndef IMAGECO_TESTS_SIMULATION_SIMULATION_H_
#define IMAGECO_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/faults.h"
#include "tests/simulation/process.h"

namespace imageco::simulation {

// What came of one run.
struct RunReport {
  uint64_t replies = 0;  // calls that the bridge answered
  FaultCounts faults{};
  std::vector<std::string> violations{};  // of the promise; none: the run is good
  std::vector<std::string> trace{};       // what happened, where it was asked for
};

// Runs the whole bridge in a world that `seed` determines. The same seed gives the same run.
RunReport Simulate(uint64_t seed, bool with_trace = false, const Composition& composition = {});

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_SIMULATION_H_
