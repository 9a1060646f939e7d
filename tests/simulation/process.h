#ifndef IMAGECO_TESTS_SIMULATION_PROCESS_H_
#define IMAGECO_TESTS_SIMULATION_PROCESS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "bridge/base/cancellation.h"
#include "bridge/reply_bridge.h"
#include "tests/simulation/answer_check.h"
#include "tests/simulation/database.h"
#include "tests/simulation/limit_check.h"
#include "tests/simulation/process_loop.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/simulated_gateway.h"
#include "tests/simulation/simulated_ledger.h"
#include "tests/simulation/store.h"
#include "tests/simulation/watched_ledger.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// How a process departs from what it should be, to see whether the checks catch it.
struct Composition {
  using Ledger = bridge::ledger::Ledger;
  using Transport = bridge::gateway::Transport;

  std::function<std::unique_ptr<Ledger>(ProcessLoop&, std::unique_ptr<Ledger>)> ledger{};
  std::function<std::unique_ptr<Transport>(ProcessLoop&, std::unique_ptr<Transport>)> transport{};
  std::function<void(bridge::admission::AdmissionOptions&)> admission{};
  std::function<void(LedgerOptions&)> ledger_options{};
};

// Where processes live.
struct Site {
  World& world;
  const Scenario& scenario;
  const Composition& composition;
  History& history;
  AnswerCheck& answers;
  Database& database;
  Store& store;
  SimulatedGateway& gateway;
};

// One process of the bridge: the real heart, on simulated ground. Must be kept until the world
// ends, even when it is dead.
class Process {
 public:
  // Nothing: the connection broke.
  using Done = std::function<void(std::optional<bridge::ReplyResult>)>;

  Process(ProcessId id, absl::Duration wall_offset, const Site& site);

  // Calls Reply. The caller goes away after `patience`, as with its deadline, or `gone_after`.
  void Ask(const CallerPlan& caller, bool validate_only, absl::Duration patience,
           std::optional<absl::Duration> gone_after, Done done);

  // Ends it in the midst of everything.
  void Kill();

  void ShiftWallClock(absl::Duration by);

  ProcessLoop& loop() { return loop_; }
  bridge::ledger::Ledger& ledger() { return *ledger_; }
  ProcessId id() const { return id_; }
  size_t calls_open() const { return calls_.size(); }

 private:
  struct OpenCall {
    Call call;
    std::shared_ptr<bridge::base::Cancellation> cancellation =
        std::make_shared<bridge::base::Cancellation>();
    Done done;
  };

  void MakeLedger();
  void AddMerchants();
  void Start(uint64_t number, const CallerPlan& caller, absl::Duration patience);
  void Answered(uint64_t number, bridge::ReplyResult result);
  void Leave(uint64_t number);

  const ProcessId id_;
  const Site& site_;
  ProcessLoop loop_;
  LimitCheck limits_;
  std::unique_ptr<bridge::ledger::Ledger> composed_ledger_;
  std::unique_ptr<bridge::ledger::Ledger> ledger_;
  std::shared_ptr<bridge::MerchantTable> merchants_ = std::make_shared<bridge::MerchantTable>();
  std::unique_ptr<bridge::ReplyBridge> bridge_;
  uint64_t last_call_ = 0;
  std::map<uint64_t, OpenCall> calls_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_PROCESS_H_
