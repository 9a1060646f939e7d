#ifndef IMAGECO_TESTS_SIMULATION_SIMULATED_GATEWAY_H_
#define IMAGECO_TESTS_SIMULATION_SIMULATED_GATEWAY_H_

#include <memory>
#include <string>

#include "bridge/gateway/http/transport.h"
#include "tests/simulation/answer.h"
#include "tests/simulation/history.h"
#include "tests/simulation/store.h"
#include "tests/simulation/vendor_message.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// How long the way to the gateway may take.
inline constexpr absl::Duration kConnectTimeout = absl::Seconds(2);
inline constexpr absl::Duration kExchangeTimeout = absl::Seconds(5);

// The gateway and the network before it: takes connections, carries messages, applies them, and
// does all of it badly where a fault says so. What has left a process arrives or not, whatever
// becomes of the process.
class SimulatedGateway {
 public:
  SimulatedGateway(World& world, History& history, Store& store, Format format)
      : world_(world), history_(history), store_(store), format_(format) {}

  // One message, and who waits for its answer. It must not leave after `send_by`.
  struct Exchange {
    std::shared_ptr<Attempt> attempt;
    std::string body;
    bridge::base::SteadyTime send_by;
    SharedAnswer<bridge::gateway::TransportResult> sender;
  };

  void Connect(Exchange exchange);

  Format format() const { return format_; }

 private:
  using SharedExchange = std::shared_ptr<const Exchange>;

  bool Hangs();
  void Leave(const SharedExchange& exchange);
  void Arrive(const SharedExchange& exchange);
  void Return(const SharedExchange& exchange, bridge::gateway::TransportResult result);
  void GiveAfter(absl::Duration delay, const SharedExchange& exchange,
                 bridge::gateway::TransportResult result);
  absl::Duration Way() {
    return world_.random.Between(absl::Microseconds(100), absl::Milliseconds(40));
  }

  World& world_;
  History& history_;
  Store& store_;
  const Format format_;
  absl::Duration no_way_in_until_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_SIMULATED_GATEWAY_H_
