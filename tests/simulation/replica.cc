#include "tests/simulation/replica.h"

namespace imageco::simulation {
namespace {

constexpr uint64_t kStepsToCrashMax = 60;
constexpr absl::Duration kRestartMin = absl::Milliseconds(5);
constexpr absl::Duration kRestartMax = absl::Seconds(12);
constexpr absl::Duration kJumpMax = absl::Hours(2);

}  // namespace

Replica::Replica(const Site& site, ProcessId& last_process)
    : site_(site), last_process_(last_process) {
  Start();
  PlanWallClockJump();
}

void Replica::Start() {
  World& world = site_.world;
  running_ = true;
  processes_.push_back(std::make_unique<Process>(++last_process_, wall_offset_, site_));
  world.Trace("process ", last_process_, " starts");
  // A ledger without leases belongs to this process alone.
  if (!site_.store.lease() && processes_.size() > 1) site_.store.Recover();
  if (!world.faults.Strike(Fault::kCrash)) return;
  processes_.back()->loop().CrashAfter(1 + world.random.Below(kStepsToCrashMax),
                                       [this] { Crash(); });
}

void Replica::Stop() {
  if (!running_) return;
  running_ = false;
  processes_.back()->Kill();
}

void Replica::Crash() {
  if (!running_) return;
  World& world = site_.world;
  world.Trace("process ", processes_.back()->id(), " dies");
  world.loop.RunAfter(world.random.Between(kRestartMin, kRestartMax), [this] { Start(); });
  Stop();
}

void Replica::PlanWallClockJump() {
  World& world = site_.world;
  if (!world.faults.Strike(Fault::kWallClockJump)) return;
  const absl::Duration when = world.random.Between(absl::ZeroDuration(), site_.scenario.faults_end);
  world.loop.RunAfter(when, [this, &world] {
    const absl::Duration by = world.random.Between(-kJumpMax, kJumpMax);
    world.Trace("a wall clock jumps by ", absl::FormatDuration(by));
    wall_offset_ += by;
    if (running_) processes_.back()->ShiftWallClock(by);
  });
}

}  // namespace imageco::simulation
