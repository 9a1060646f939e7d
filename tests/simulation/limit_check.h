#ifndef IMAGECO_TESTS_SIMULATION_LIMIT_CHECK_H_
#define IMAGECO_TESTS_SIMULATION_LIMIT_CHECK_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "bridge/admission/admission.h"
#include "bridge/ledger/ledger.h"
#include "tests/simulation/process_loop.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// Whether one process keeps the limits of its merchants: messages at a time, messages a second,
// replies that wait. Sees only what the bridge asks of ledger and transport: a slot is taken when a
// claim is asked for, and is free when the exchange is over. Lives no longer than its process.
class LimitCheck {
 public:
  // The same limits for every merchant.
  LimitCheck(World& world, const ProcessLoop& loop,
             const bridge::admission::AdmissionOptions& options)
      : world_(world), loop_(loop), options_(options) {}

  // A look-up found nothing in the way: the reply waits for a slot.
  void Waits(const bridge::ledger::Key& key);
  // A call for it was answered.
  void Answered(const bridge::ledger::Key& key);

  void ClaimBegins(const bridge::ledger::Key& key);
  void ClaimFails(const bridge::ledger::Key& key);
  void ExchangeEnds(const bridge::ledger::Key& key, bool nothing_left);
  // Of a claim that nothing was sent for it still has the slot; otherwise this says nothing.
  void ReleaseBegins(const bridge::ledger::Key& key);
  void ReleaseEnds(const bridge::ledger::Key& key);

  // The wall clock, by which rates are counted, jumped forward.
  void WallClockJumps(absl::Duration by);

 private:
  struct Usage {
    std::set<bridge::ledger::Key> slots;
    std::set<bridge::ledger::Key> waiting;
    double tokens = 0;
    absl::Duration filled;
  };

  Usage& UsageOf(const bridge::ledger::Key& key);
  void Refill(Usage& usage, absl::Duration by);
  void GiveBack(const bridge::ledger::Key& key, bool refund);
  double Burst() const;
  void CheckWaiting(const std::string& isspid);

  World& world_;
  const ProcessLoop& loop_;
  const bridge::admission::AdmissionOptions options_;
  std::map<std::string, Usage> usages_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_LIMIT_CHECK_H_
