// Runs the simulation for many seeds: see README.md here.

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "tests/simulation/simulation.h"
#include "tests/simulation/tally.h"

namespace imageco::simulation {
namespace {

constexpr char kUsage[] = "simulate [--first-seed N] [--seeds M] [--threads T] [--trace]\n";
constexpr int kUsageError = 2;

struct Options {
  uint64_t first_seed = 1;
  uint64_t seeds = 10'000;
  uint64_t threads = std::thread::hardware_concurrency();
  bool trace = false;
};

std::optional<Options> Parse(const std::vector<std::string>& arguments) {
  Options options;
  for (size_t i = 0; i < arguments.size(); ++i) {
    uint64_t* number = arguments[i] == "--first-seed" ? &options.first_seed
                       : arguments[i] == "--seeds"    ? &options.seeds
                       : arguments[i] == "--threads"  ? &options.threads
                                                      : nullptr;
    if (arguments[i] == "--trace") {
      options.trace = true;
    } else if (number == nullptr || ++i == arguments.size() ||
               !absl::SimpleAtoi(arguments[i], number)) {
      return std::nullopt;
    }
  }
  return options;
}

// The seeds of all threads, taken one by one.
class Seeds {
 public:
  explicit Seeds(const Options& options) : options_(options), next_(options.first_seed) {}

  void RunAll() {
    std::vector<std::thread> threads;
    for (uint64_t i = 0; i < std::max<uint64_t>(options_.threads, 1); ++i) {
      threads.emplace_back([this] { Work(); });
    }
    for (std::thread& thread : threads) thread.join();
  }

  const Tally& tally() const { return tally_; }

 private:
  void Work() {
    Tally tally;
    const uint64_t end = options_.first_seed + options_.seeds;
    for (uint64_t seed = next_++; seed < end; seed = next_++) {
      const RunReport report = Simulate(seed, options_.trace);
      tally.Add(report);
      if (options_.trace || !report.violations.empty()) Print(seed, report);
    }
    const std::lock_guard lock(mutex_);
    tally_.Add(tally);
  }

  void Print(uint64_t seed, const RunReport& report) {
    const std::lock_guard lock(mutex_);
    for (const std::string& line : report.trace) std::printf("%s\n", line.c_str());
    for (const std::string& violation : report.violations) {
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), violation.c_str());
    }
    if (report.violations.empty() || options_.trace) return;
    std::printf("  replay: ./dev simulate --first-seed %llu --seeds 1 --trace\n",
                static_cast<unsigned long long>(seed));
  }

  const Options options_;
  std::atomic<uint64_t> next_;
  std::mutex mutex_;
  Tally tally_;  // guarded by mutex_
};

int Main(const std::vector<std::string>& arguments) {
  const std::optional<Options> options = Parse(arguments);
  if (!options) {
    std::fputs(kUsage, stderr);
    return kUsageError;
  }
  Seeds seeds(*options);
  seeds.RunAll();
  std::printf("%s\n", seeds.tally().ToString().c_str());
  return seeds.tally().violations == 0 ? 0 : 1;
}

}  // namespace
}  // namespace imageco::simulation

int main(int argc, char** argv) { return imageco::simulation::Main({argv + 1, argv + argc}); }
