#ifndef IMAGECO_TESTS_SIMULATION_SIMULATED_TRANSPORT_H_
#define IMAGECO_TESTS_SIMULATION_SIMULATED_TRANSPORT_H_

#include <string>

#include "bridge/gateway/http/transport.h"
#include "tests/simulation/limit_check.h"
#include "tests/simulation/simulated_gateway.h"

namespace imageco::simulation {

// The transport of one process to the simulated gateway.
class SimulatedTransport final : public bridge::gateway::Transport {
 public:
  SimulatedTransport(ProcessLoop& loop, SimulatedGateway& gateway, History& history,
                     LimitCheck& limits, ProcessId process)
      : loop_(loop), gateway_(gateway), history_(history), limits_(limits), process_(process) {}

  bridge::base::Task<bridge::gateway::TransportResult> Post(
      bridge::gateway::Outgoing message) override;

 private:
  ProcessLoop& loop_;
  SimulatedGateway& gateway_;
  History& history_;
  LimitCheck& limits_;
  const ProcessId process_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_SIMULATED_TRANSPORT_H_
