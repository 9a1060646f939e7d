#ifndef IMAGECO_TESTS_SIMULATION_OPERATOR_H_
#define IMAGECO_TESTS_SIMULATION_OPERATOR_H_

#include <cstddef>
#include <vector>

#include "tests/simulation/caller.h"
#include "tests/simulation/history.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// The person who looks after unknown replies: lists them now and then, looks at the complaint, and
// settles each as it truly is; as not delivered only when nothing is under way any more. Does not
// look again before the last word is recorded, or must have failed for good: a record does not show
// that it went again in between, and the old word would settle the new attempt.
class Operator {
 public:
  Operator(World& world, Replicas& replicas, History& history)
      : world_(world), replicas_(replicas), history_(history) {
    LookAfter(absl::ZeroDuration());
  }
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

 private:
  void LookAfter(absl::Duration pause);
  void Look();
  void Settle(Process& process, const std::vector<bridge::ledger::KeyedRecord>& unknown);
  void Settled(bool failed);

  World& world_;
  Replicas& replicas_;
  History& history_;
  size_t words_open_ = 0;
  bool any_failed_ = false;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_OPERATOR_H_
