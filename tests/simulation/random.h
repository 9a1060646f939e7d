#ifndef IMAGECO_TESTS_SIMULATION_RANDOM_H_
#define IMAGECO_TESTS_SIMULATION_RANDOM_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace imageco::simulation {

// Numbers that a seed determines, on every machine the same: splitmix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next();

  // From 0 to `end` - 1; `end` is at least 1.
  uint64_t Below(uint64_t end);

  bool Chance(double probability);

  // At least `low`, less than `high`, in whole microseconds.
  absl::Duration Between(absl::Duration low, absl::Duration high);

  template <typename T, size_t kSize>
  const T& Pick(const T (&values)[kSize]) {
    return values[Below(kSize)];
  }

 private:
  uint64_t state_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_RANDOM_H_
