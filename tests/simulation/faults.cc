#include "tests/simulation/faults.h"

namespace imageco::simulation {
namespace {

constexpr const char* kNames[] = {
    "connection_refused",
    "connection_hangs",
    "no_way_in",
    "slow_connection",
    "request_lost",
    "request_cut",
    "request_delayed",
    "refused",
    "turned_away",
    "any_status",
    "too_many_requests",
    "odd_result",
    "retry_result",
    "open_result",
    "server_error_after_applying",
    "server_error_before_applying",
    "wrong_sign",
    "wrong_echo",
    "garbage",
    "contradiction",
    "answer_lost",
    "answer_cut",
    "answer_late",
    "ledger_slow",
    "ledger_failure",
    "ledger_batch_failure",
    "ledger_answer_lost",
    "ledger_late_commit",
    "ledger_down",
    "crash",
    "wall_clock_jump",
    "caller_gone",
    "short_deadline",
    "other_payload",
    "validate_only",
    "bad_request",
};
static_assert(std::size(kNames) == kFaultKinds);

constexpr double kNoFaultShare = 1.0 / 16;
constexpr double kKindShare = 0.35;
constexpr double kRates[] = {0.03, 0.1, 0.25, 0.5};

}  // namespace

const char* Name(Fault fault) { return kNames[static_cast<size_t>(fault)]; }

Faults::Faults(Random& random) : random_(random), none_(random.Chance(kNoFaultShare)) {
  if (none_) return;
  for (double& rate : rates_) {
    if (random_.Chance(kKindShare)) rate = random_.Pick(kRates);
  }
}

bool Faults::Strike(Fault fault) {
  if (ended_ || Rate(fault) == 0 || !random_.Chance(Rate(fault))) return false;
  ++counts_[static_cast<size_t>(fault)];
  return true;
}

}  // namespace imageco::simulation
