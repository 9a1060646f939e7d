#ifndef IMAGECO_TESTS_SIMULATION_DATABASE_H_
#define IMAGECO_TESTS_SIMULATION_DATABASE_H_

#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "tests/simulation/history.h"
#include "tests/simulation/world.h"

namespace imageco::simulation {

// The way to what is durable, and all that goes wrong on it: operations take their time, are
// committed in batches, fail before the commit or lose their answer after it.
class Database {
 public:
  struct Operation {
    ProcessId process;
    // The commit; then exactly one of the others, unless the process dies.
    std::function<void()> commit;
    std::function<void()> answer;
    std::function<void(absl::Status)> fail;
    // It may be committed even after it failed: it hung in a connection that broke.
    bool may_come_late = false;
    // It may be committed and fail all the same.
    bool may_lose_answer = true;
  };

  // `shared`: it lives on when a process dies, and may go on with what that one asked.
  Database(World& world, bool shared) : world_(world), shared_(shared) {}

  void Submit(Operation operation);

  // The process is gone. What it asked and is not committed is lost, is committed now or, where the
  // database is shared, perhaps later; nobody hears of it.
  void Abandon(ProcessId process);

 private:
  struct Pending {
    Operation operation;
    bool in_batch = false;
    bool dropped = false;
  };
  using SharedPending = std::shared_ptr<Pending>;

  bool IsDown() const { return world_.loop.SteadyNow() < down_until_; }
  // How long one way takes, there or back.
  absl::Duration Way();
  void Arrive(const SharedPending& pending);
  void CommitLate(const SharedPending& pending);
  void CommitBatch();
  void Answer(const SharedPending& pending);
  void Fail(const SharedPending& pending, const char* why);
  void AbandonBatch();

  World& world_;
  const bool shared_;
  bridge::base::SteadyTime down_until_{};
  std::list<SharedPending> open_;  // not committed and not failed
  std::vector<SharedPending> batch_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_DATABASE_H_
