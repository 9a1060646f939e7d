#ifndef IMAGECO_TESTS_SIMULATION_SCENARIO_H_
#define IMAGECO_TESTS_SIMULATION_SCENARIO_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bridge/admission/admission.h"
#include "bridge/ledger/ledger.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/random.h"
#include "tests/simulation/simulated_ledger.h"
#include "tests/simulation/vendor_message.h"

namespace imageco::simulation {

// The merchants of every run.
inline constexpr const char* kIsspids[] = {"39493002", "39493003"};

// One caller who wants one reply sent.
struct CallerPlan {
  bridge::ledger::Key key;
  std::string content;
  bool valid = true;
  absl::Duration start;
  size_t attempts_max = 0;  // then it gives up; 0: never
};

// What a run is made of.
struct Scenario {
  Format format = Format::kJson;
  size_t replicas = 1;
  std::optional<absl::Duration> lease{};  // of claims, where replicas share a ledger
  LedgerOptions ledger{};
  bridge::admission::AdmissionOptions admission{};
  std::vector<CallerPlan> callers{};
  absl::Duration faults_end{};  // when faults stop
};

// By chance. Which callers misbehave, faults say.
Scenario MakeScenario(Random& random, Faults& faults);

// One caller for every key of `scenario` who does not give up.
std::vector<CallerPlan> LastCallers(const Scenario& scenario);

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_SCENARIO_H_
