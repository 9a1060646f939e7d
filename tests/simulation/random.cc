#include "tests/simulation/random.h"

namespace imageco::simulation {

uint64_t Random::Next() {
  uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

// Slightly uneven for huge ranges, which nobody asks for here.
uint64_t Random::Below(uint64_t end) { return Next() % end; }

bool Random::Chance(double probability) {
  constexpr double kUnit = 1.0 / (uint64_t{1} << 53);
  return static_cast<double>(Next() >> 11) * kUnit < probability;
}

absl::Duration Random::Between(absl::Duration low, absl::Duration high) {
  const int64_t span = absl::ToInt64Microseconds(high - low);
  if (span <= 0) return low;
  return low + absl::Microseconds(static_cast<int64_t>(Below(static_cast<uint64_t>(span))));
}

}  // namespace imageco::simulation
