#ifndef IMAGECO_TESTS_SIMULATION_HISTORY_H_
#define IMAGECO_TESTS_SIMULATION_HISTORY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/base/loop.h"
#include "bridge/ledger/ledger.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// One process of one replica, from its start to its end; never used twice.
using ProcessId = uint64_t;

// One message that a process set out to send, and what truly became of it.
struct Attempt {
  ProcessId process;
  bridge::ledger::Key key;
  std::string content;  // the text of the reply: two payloads under one key differ in it
  bridge::base::SteadyTime begin;
  bridge::base::SteadyTime end = bridge::base::SteadyTime::max();  // its sender knows no more
  bool left = false;       // bytes of it are or were on the way
  bool under_way = false;  // and it may still arrive
  bool applied = false;
  bool refused = false;
};

// What truly happened to every message: the judge's book, which nothing simulated reads but the
// operator, who looks at the complaint. Finds a reply that the consumer saw twice.
class History {
 public:
  explicit History(World& world) : world_(world) {}

  std::shared_ptr<Attempt> Begin(ProcessId process, const bridge::ledger::Key& key,
                                 const std::string& content);
  void End(Attempt& attempt) { attempt.end = world_.loop.SteadyNow(); }

  // The gateway shows it to the consumer.
  void Apply(Attempt& attempt);
  // The gateway, or whoever stands before it, said no.
  void Refuse(Attempt& attempt) { attempt.refused = true; }

  using Attempts = std::vector<std::shared_ptr<Attempt>>;
  const Attempts& Of(const bridge::ledger::Key& key) { return attempts_[key]; }

  bool Applied(const bridge::ledger::Key& key);
  bool Refused(const bridge::ledger::Key& key);
  // A message may still arrive, or its sender is still at it.
  bool UnderWay(const bridge::ledger::Key& key);

 private:
  World& world_;
  std::map<bridge::ledger::Key, Attempts> attempts_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_HISTORY_H_
