#ifndef IMAGECO_TESTS_SIMULATION_TALLY_H_
#define IMAGECO_TESTS_SIMULATION_TALLY_H_

#include <cstdint>
#include <string>

#include "tests/simulation/simulation.h"

namespace imageco::simulation {

// What came of many runs.
struct Tally {
  uint64_t seeds = 0;
  uint64_t replies = 0;
  uint64_t violations = 0;
  FaultCounts faults{};

  void Add(const RunReport& report);
  void Add(const Tally& other);

  // One line.
  std::string ToString() const;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_TALLY_H_
