#ifndef IMAGECO_TESTS_SIMULATION_FAULTS_H_
#define IMAGECO_TESTS_SIMULATION_FAULTS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/simulation/random.h"

namespace imageco::simulation {

// What may go wrong.
enum class Fault {
  // On the way to the gateway.
  kConnectionRefused,
  kConnectionHangs,
  kNoWayIn,
  kSlowConnection,
  kRequestLost,
  kRequestCut,
  kRequestDelayed,
  // At the gateway, or at a proxy before it.
  kRefused,
  kTurnedAway,
  kAnyStatus,
  kTooManyRequests,
  kOddResult,
  kRetryResult,
  kOpenResult,
  kServerErrorAfterApplying,
  kServerErrorBeforeApplying,
  kWrongSign,
  kWrongEcho,
  kGarbage,
  kContradiction,
  // On the way back.
  kAnswerLost,
  kAnswerCut,
  kAnswerLate,
  // In the ledger.
  kLedgerSlow,
  kLedgerFailure,
  kLedgerBatchFailure,
  kLedgerAnswerLost,
  kLedgerLateCommit,
  kLedgerDown,
  // Of the process and its machine.
  kCrash,
  kWallClockJump,
  // Of the callers.
  kCallerGone,
  kShortDeadline,
  kOtherPayload,
  kValidateOnly,
  kBadRequest,
};

inline constexpr size_t kFaultKinds = static_cast<size_t>(Fault::kBadRequest) + 1;

const char* Name(Fault fault);

// How often each kind was injected.
using FaultCounts = std::array<uint64_t, kFaultKinds>;

// Decides what goes wrong in one run. Most kinds stay away from most runs, so that the others meet
// undisturbed; one run in sixteen has none at all.
class Faults {
 public:
  explicit Faults(Random& random);

  // Whether it strikes now; then it is counted.
  bool Strike(Fault fault);

  // Whether it may strike in this run.
  bool MayStrike(Fault fault) const { return Rate(fault) > 0; }
  bool none() const { return none_; }

  // From now on nothing goes wrong.
  void End() { ended_ = true; }
  bool ended() const { return ended_; }

  const FaultCounts& counts() const { return counts_; }

 private:
  double Rate(Fault fault) const { return rates_[static_cast<size_t>(fault)]; }

  Random& random_;
  std::array<double, kFaultKinds> rates_{};
  bool none_ = false;
  bool ended_ = false;
  FaultCounts counts_{};
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_FAULTS_H_
