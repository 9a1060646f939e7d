#ifndef IMAGECO_TESTS_BENCH_CONTENDER_H_
#define IMAGECO_TESTS_BENCH_CONTENDER_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/load.h"
#include "tests/bench/sync_count.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::bench {

// What a load cost.
struct Cost {
  double replies_per_second = 0;
  double cpu_microseconds = 0;  // of the server, for a reply
  double syncs = 0;             // of the server, for a reply
};

// complaint-server, as a process of its own, on one kind of ledger; with a gateway in this process.
class Contender : private integration::ReplicaFixture {
 public:
  Contender(std::string name, integration::LedgerKind ledger, int callers_max);

  const std::string& name() const { return name_; }

  // Puts a load on it and notes its cost. Dies where a reply is not delivered.
  void Run(int callers, int replies_max, std::chrono::seconds duration_max);

  // Of the runs with so many callers: each figure's median.
  Cost Median(int callers) const;

 private:
  void TestBody() override {}
  std::unique_ptr<integration::Replica> LaunchCounted();

  const std::string name_;
  SyncCount syncs_;
  std::unique_ptr<integration::Replica> replica_;
  int runs_ = 0;
  std::map<int, std::vector<Cost>> costs_;  // by callers
};

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_CONTENDER_H_
