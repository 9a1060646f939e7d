#include "tests/simulation/database.h"

#include <utility>

namespace imageco::simulation {
namespace {

constexpr absl::Duration kWayMin = absl::Microseconds(50);
constexpr absl::Duration kWayMax = absl::Milliseconds(4);
constexpr absl::Duration kSlowWayMax = absl::Seconds(30);
constexpr absl::Duration kCommitMax = absl::Milliseconds(8);
constexpr absl::Duration kDownMax = absl::Seconds(12);
constexpr absl::Duration kLateMax = absl::Seconds(12);

}  // namespace

void Database::Submit(Operation operation) {
  auto pending = std::make_shared<Pending>(Pending{std::move(operation)});
  open_.push_back(pending);
  if (world_.faults.Strike(Fault::kLedgerDown)) {
    world_.Trace("  ledger: down");
    down_until_ = world_.loop.SteadyNow() +
                  absl::ToChronoNanoseconds(world_.random.Between(kWayMin, kDownMax));
  }
  world_.loop.RunAfter(Way(), [this, pending] { Arrive(pending); });
}

absl::Duration Database::Way() {
  const bool slow = world_.faults.Strike(Fault::kLedgerSlow);
  return slow ? world_.random.Between(kWayMax, kSlowWayMax)
              : world_.random.Between(kWayMin, kWayMax);
}

void Database::Arrive(const SharedPending& pending) {
  if (pending->dropped) return;
  if (IsDown()) return Fail(pending, "is down");
  if (world_.faults.Strike(Fault::kLedgerFailure)) return Fail(pending, "has no room");
  const bool late = shared_ && pending->operation.may_come_late;
  if (late && world_.faults.Strike(Fault::kLedgerLateCommit)) return CommitLate(pending);
  pending->in_batch = true;
  batch_.push_back(pending);
  if (batch_.size() > 1) return;
  world_.loop.RunAfter(world_.random.Between(kWayMin, kCommitMax), [this] { CommitBatch(); });
}

void Database::CommitLate(const SharedPending& pending) {
  world_.loop.RunAfter(world_.random.Between(kWayMin, kLateMax), [this, pending] {
    if (pending->dropped) return;
    world_.Trace("  ledger: commits late for process ", pending->operation.process);
    pending->operation.commit();
  });
  Fail(pending, "broke the connection");
}

void Database::CommitBatch() {
  const std::vector<SharedPending> batch = std::exchange(batch_, {});
  const bool fails = world_.faults.Strike(Fault::kLedgerBatchFailure);
  for (const SharedPending& pending : batch) {
    if (pending->dropped) continue;
    if (fails) {
      Fail(pending, "could not commit");
      continue;
    }
    pending->operation.commit();
    const bool may_lose = pending->operation.may_lose_answer;
    if (may_lose && world_.faults.Strike(Fault::kLedgerAnswerLost)) {
      world_.Trace("  ledger: committed, and the answer is lost");
      Fail(pending, "broke the connection");
    } else {
      Answer(pending);
    }
  }
}

void Database::Answer(const SharedPending& pending) {
  open_.remove(pending);
  world_.loop.RunAfter(Way(), [pending] { pending->operation.answer(); });
}

void Database::Fail(const SharedPending& pending, const char* why) {
  open_.remove(pending);
  world_.Trace("  ledger: ", why, ", for process ", pending->operation.process);
  world_.loop.RunAfter(world_.random.Between(kWayMin, kWayMax), [pending] {
    pending->operation.fail(absl::UnavailableError("the simulated ledger failed"));
  });
}

void Database::Abandon(ProcessId process) {
  if (!shared_) AbandonBatch();
  for (const SharedPending& pending : open_) {
    if (pending->operation.process != process) continue;
    if (!shared_ || world_.random.Chance(0.5)) pending->dropped = true;
  }
}

// A batch is on the disk as a whole or not at all.
void Database::AbandonBatch() {
  const bool committed = world_.random.Chance(0.5);
  for (const SharedPending& pending : batch_) {
    if (committed && !pending->dropped) pending->operation.commit();
    pending->dropped = true;
  }
}

}  // namespace imageco::simulation
