#ifndef IMAGECO_TESTS_SIMULATION_REPLICA_H_
#define IMAGECO_TESTS_SIMULATION_REPLICA_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "tests/simulation/process.h"

namespace imageco::simulation {

// One machine that runs the bridge: starts a process, and another one after each crash. Its wall
// clock is set now and then.
class Replica {
 public:
  // `last_process` numbers the processes of all replicas.
  Replica(const Site& site, ProcessId& last_process);
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  // The process; null where none runs.
  Process* process() { return running_ ? processes_.back().get() : nullptr; }

  // Ends the process, however far it is; another one starts after a while.
  void Crash();

  // For good.
  void Stop();

 private:
  void Start();
  void PlanWallClockJump();

  const Site& site_;
  ProcessId& last_process_;
  absl::Duration wall_offset_;
  bool running_ = false;
  std::vector<std::unique_ptr<Process>> processes_;  // dead ones too: the world knows their loops
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_REPLICA_H_
