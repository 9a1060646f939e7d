#ifndef IMAGECO_TESTS_SIMULATION_CALLER_H_
#define IMAGECO_TESTS_SIMULATION_CALLER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "tests/simulation/replica.h"
#include "tests/simulation/scenario.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

using Replicas = std::vector<std::unique_ptr<Replica>>;

// One who wants a reply sent: asks any replica, and after whatever error that is not final asks
// again with the same id; gives up where its plan says so. Must be kept until the world ends.
class Caller {
 public:
  // `done`: it wants nothing any more.
  Caller(World& world, Replicas& replicas, CallerPlan plan, std::function<void()> done);
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

 private:
  void Ask();
  void Heard(uint64_t attempt, const std::optional<bridge::ReplyResult>& result);
  // How long until it asks again; nothing: it is done.
  std::optional<absl::Duration> Pause(const std::optional<bridge::ReplyResult>& result);
  void AskAgainAfter(std::optional<absl::Duration> pause);

  World& world_;
  Replicas& replicas_;
  const CallerPlan plan_;
  const std::function<void()> done_;
  uint64_t attempts_ = 0;
  bool waits_ = false;      // for an answer to the last attempt
  bool validated_ = false;  // the last attempt asked for nothing else
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_CALLER_H_
