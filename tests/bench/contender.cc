#include "tests/bench/contender.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace imageco::bench {
namespace {

// CPU time of a whole process, of all its threads.
double CpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) std::abort();
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double MedianOf(const std::vector<Cost>& costs, double Cost::*figure) {
  std::vector<double> values;
  values.reserve(costs.size());
  for (const Cost& cost : costs) values.push_back(cost.*figure);
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

Contender::Contender(std::string name, integration::LedgerKind ledger, int callers_max)
    : ReplicaFixture(ledger), name_(std::move(name)), syncs_(folder_.path() / "syncs") {
  merchant().mutable_admission()->set_concurrency_max(callers_max);
  merchant().mutable_gateway()->set_connections_max(callers_max);
  replica_ = LaunchCounted();
}

std::unique_ptr<integration::Replica> Contender::LaunchCounted() {
  setenv(kSyncCountVariable, (folder_.path() / "syncs").c_str(), /*replace=*/1);
  setenv("LD_PRELOAD", SYNC_COUNTER, /*replace=*/1);
  auto replica = Launch();
  unsetenv("LD_PRELOAD");
  return replica;
}

void Contender::Run(int callers, int replies_max, std::chrono::seconds duration_max) {
  const pid_t pid = replica_->process().pid();
  const double cpu_before = CpuSeconds(pid);
  const uint64_t syncs_before = syncs_.value();
  const LoadResult result =
      PutLoad(replica_->process().address(), {.callers = callers,
                                              .replies_max = replies_max,
                                              .duration_max = duration_max,
                                              .id_prefix = absl::StrCat("run", ++runs_, "-")});
  if (result.failed > 0 || result.delivered == 0) {
    std::fprintf(stderr, "%s: %d replies failed; the first: %s\n", name_.c_str(), result.failed,
                 result.first_failure.c_str());
    std::exit(1);
  }
  const double replies = result.delivered;
  costs_[callers].push_back(
      {.replies_per_second = replies / result.seconds,
       .cpu_microseconds = (CpuSeconds(pid) - cpu_before) * 1e6 / replies,
       .syncs = static_cast<double>(syncs_.value() - syncs_before) / replies});
  gateway().Reset();  // it remembers every message
}

Cost Contender::Median(int callers) const {
  const std::vector<Cost>& costs = costs_.at(callers);
  return {.replies_per_second = MedianOf(costs, &Cost::replies_per_second),
          .cpu_microseconds = MedianOf(costs, &Cost::cpu_microseconds),
          .syncs = MedianOf(costs, &Cost::syncs)};
}

}  // namespace imageco::bench
