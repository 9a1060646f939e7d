#include "tests/simulation/simulation.h"

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulation/tally.h"

namespace imageco::simulation {
namespace {

using testing::IsEmpty;

// More would only repeat what the first ones say.
constexpr size_t kViolationsMax = 20;

// The runs of the seeds from 1 on, by two threads, until too many break the promise.
class Runs {
 public:
  explicit Runs(uint64_t seeds) : seeds_(seeds) {
    std::thread other([this] { Work(); });
    Work();
    other.join();
  }

  const Tally& tally() const { return tally_; }
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  void Work() {
    for (uint64_t seed = next_++; seed <= seeds_ && Add(seed, Simulate(seed)); seed = next_++) {
    }
  }

  // Whether it is worth going on.
  bool Add(uint64_t seed, const RunReport& report) {
    const std::lock_guard lock(mutex_);
    tally_.Add(report);
    for (const std::string& violation : report.violations) {
      violations_.push_back("seed " + std::to_string(seed) + ": " + violation);
    }
    return violations_.size() < kViolationsMax;
  }

  const uint64_t seeds_;
  std::atomic<uint64_t> next_ = 1;
  std::mutex mutex_;
  Tally tally_;                          // guarded by mutex_
  std::vector<std::string> violations_;  // guarded by mutex_
};

TEST(SimulationTest, KeepsThePromiseWhateverFails) {
  const Runs runs(10'000);
  EXPECT_THAT(runs.violations(), IsEmpty());
  EXPECT_EQ(runs.tally().seeds, 10'000u);
  EXPECT_GE(runs.tally().replies, 100'000u);
}

TEST(SimulationTest, InjectsEveryFault) {
  const Runs runs(1'000);
  for (size_t kind = 0; kind < kFaultKinds; ++kind) {
    EXPECT_GE(runs.tally().faults[kind], 20u) << Name(static_cast<Fault>(kind));
  }
}

TEST(SimulationTest, GoesTheSameWayWithTheSameSeed) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    EXPECT_EQ(Simulate(seed, true).trace, Simulate(seed, true).trace) << "seed " << seed;
  }
}

TEST(SimulationTest, GoesAnotherWayWithAnotherSeed) {
  EXPECT_NE(Simulate(1, true).trace, Simulate(2, true).trace);
}

}  // namespace
}  // namespace imageco::simulation
