#include "tests/simulation/simulation.h"

#include <memory>
#include <utility>

#include "tests/simulation/caller.h"
#include "tests/simulation/operator.h"
#include "tests/simulation/replica.h"

namespace imageco::simulation {
namespace {

// Everything settles long before, and in far fewer steps.
constexpr absl::Duration kPatience = absl::Hours(2);
constexpr uint64_t kStepsMax = 2'000'000;

// One run: a time with faults, then a time without, until everything is settled.
class Run {
 public:
  Run(uint64_t seed, bool with_trace, const Composition& composition);

  RunReport Finish();

 private:
  void StartCallers(const std::vector<CallerPlan>& plans);
  void EndFaults();
  bool Settled();

  World world_;
  const Scenario scenario_;
  History history_{world_};
  RecordCheck records_{world_, history_};
  AnswerCheck answers_{world_, history_, records_, scenario_.lease.has_value()};
  Store store_{world_, records_, scenario_.lease};
  Database database_{world_, scenario_.lease.has_value()};
  SimulatedGateway gateway_{world_, history_, store_, scenario_.format};
  const Site site_;
  ProcessId last_process_ = 0;
  Replicas replicas_;
  std::vector<std::unique_ptr<Caller>> callers_;
  size_t callers_busy_ = 0;
  std::unique_ptr<Operator> operator_;
};

Run::Run(uint64_t seed, bool with_trace, const Composition& composition)
    : world_(seed, with_trace),
      scenario_(MakeScenario(world_.random, world_.faults)),
      site_{.world = world_,
            .scenario = scenario_,
            .composition = composition,
            .history = history_,
            .answers = answers_,
            .database = database_,
            .store = store_,
            .gateway = gateway_} {
  for (size_t i = 0; i < scenario_.replicas; ++i) {
    replicas_.push_back(std::make_unique<Replica>(site_, last_process_));
  }
  StartCallers(scenario_.callers);
  operator_ = std::make_unique<Operator>(world_, replicas_, history_);
  world_.loop.RunAfter(scenario_.faults_end, [this] { EndFaults(); });
}

void Run::StartCallers(const std::vector<CallerPlan>& plans) {
  for (const CallerPlan& plan : plans) {
    ++callers_busy_;
    callers_.push_back(
        std::make_unique<Caller>(world_, replicas_, plan, [this] { --callers_busy_; }));
  }
}

void Run::EndFaults() {
  world_.Trace("the faults end");
  world_.faults.End();
  StartCallers(LastCallers(scenario_));
}

bool Run::Settled() {
  if (!world_.faults.ended() || callers_busy_ > 0) return false;
  for (const auto& replica : replicas_) {
    if (replica->process() == nullptr || replica->process()->calls_open() > 0) return false;
  }
  return store_.open() == 0;
}

RunReport Run::Finish() {
  uint64_t steps = 0;
  while (!Settled() && world_.Elapsed() < kPatience && steps < kStepsMax && world_.loop.RunNext()) {
    ++steps;
  }
  if (!Settled()) {
    world_.Violation("it never settles: ", callers_busy_, " callers and ", store_.open(),
                     " records are left");
  }
  for (const auto& replica : replicas_) replica->Stop();
  records_.Finish();
  return {.replies = answers_.answers(),
          .faults = world_.faults.counts(),
          .violations = std::move(world_.violations),
          .trace = std::move(world_.lines)};
}

}  // namespace

RunReport Simulate(uint64_t seed, bool with_trace, const Composition& composition) {
  return Run(seed, with_trace, composition).Finish();
}

}  // namespace imageco::simulation
