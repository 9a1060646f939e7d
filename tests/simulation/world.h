#ifndef IMAGECO_TESTS_SIMULATION_WORLD_H_
#define IMAGECO_TESTS_SIMULATION_WORLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bridge/base/simulated_loop.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/random.h"

namespace imageco::simulation {

// What everything in one run shares: time, chance, and what is told about the run.
struct World {
  World(uint64_t seed, bool with_trace) : random(seed), faults(random), traces(with_trace) {}

  // Adds a line to the trace, with the time.
  template <typename... Parts>
  void Trace(const Parts&... parts) {
    if (!traces) return;
    lines.push_back(absl::StrCat("+", absl::FormatDuration(Elapsed()), "  ", parts...));
  }

  // Something happened that never may.
  template <typename... Parts>
  void Violation(const Parts&... parts) {
    violations.push_back(absl::StrCat(parts...));
    Trace("VIOLATION: ", violations.back());
  }

  // Time since the start of the run.
  absl::Duration Elapsed() const { return absl::FromChrono(loop.SteadyNow().time_since_epoch()); }

  Random random;
  Faults faults;
  bridge::base::SimulatedLoop loop;
  const bool traces;
  std::vector<std::string> lines;
  std::vector<std::string> violations;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_WORLD_H_
