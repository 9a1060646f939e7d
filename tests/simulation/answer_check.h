#ifndef IMAGECO_TESTS_SIMULATION_ANSWER_CHECK_H_
#define IMAGECO_TESTS_SIMULATION_ANSWER_CHECK_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "bridge/reply_record.h"
#include "tests/simulation/history.h"
#include "tests/simulation/record_check.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// One call of Reply, from when it reached the bridge.
struct Call {
  ProcessId process;
  bridge::ledger::Key key;
  std::string content;
  bool validate_only = false;
  bool valid = true;  // breaks no rule of the field table, and its merchant is configured
  bridge::base::SteadyTime begin{};
};

// Whether what callers are told is so. `shared`: several processes share the ledger.
class AnswerCheck {
 public:
  AnswerCheck(World& world, History& history, const RecordCheck& records, bool shared)
      : world_(world), history_(history), records_(records), shared_(shared) {}

  void Begin(const Call& call);
  void Answered(const Call& call, const bridge::ReplyResult& result);

  // Calls that were answered.
  uint64_t answers() const { return answers_; }

 private:
  void Delivered(const Call& call, bool replayed);
  void Failed(const Call& call, complaint::v1::ErrorReason reason);
  void NothingSent(const Call& call, complaint::v1::ErrorReason reason);
  void Expect(bool expected, const Call& call, const char* told);

  // Whether a message with the call's payload was sent by its process while it waited.
  bool SentMeanwhile(const Call& call);
  bool AppliedBefore(const Call& call);
  bool AppliedAndNotRecorded(const Call& call);

  World& world_;
  History& history_;
  const RecordCheck& records_;
  const bool shared_;
  std::map<bridge::ledger::Key, std::set<std::string>> contents_;
  std::set<bridge::ledger::Key> told_delivered_;  // by a call that sent it
  uint64_t answers_ = 0;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_ANSWER_CHECK_H_
