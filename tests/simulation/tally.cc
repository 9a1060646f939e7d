#include "tests/simulation/tally.h"

#include "absl/strings/str_cat.h"

namespace imageco::simulation {

void Tally::Add(const RunReport& report) {
  Add(Tally{.seeds = 1,
            .replies = report.replies,
            .violations = report.violations.size(),
            .faults = report.faults});
}

void Tally::Add(const Tally& other) {
  seeds += other.seeds;
  replies += other.replies;
  violations += other.violations;
  for (size_t kind = 0; kind < kFaultKinds; ++kind) faults[kind] += other.faults[kind];
}

std::string Tally::ToString() const {
  uint64_t sum = 0;
  std::string kinds;
  for (size_t kind = 0; kind < kFaultKinds; ++kind) {
    sum += faults[kind];
    absl::StrAppend(&kinds, kind == 0 ? "" : ", ", Name(static_cast<Fault>(kind)), " ",
                    faults[kind]);
  }
  return absl::StrCat("seeds ", seeds, ", replies ", replies, ", faults ", sum, " (", kinds,
                      "), violations ", violations);
}

}  // namespace imageco::simulation
