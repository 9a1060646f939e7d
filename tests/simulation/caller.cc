#include "tests/simulation/caller.h"

#include <utility>

namespace imageco::simulation {
namespace {

using bridge::Failure;
using bridge::ReplyResult;

constexpr absl::Duration kPauseMin = absl::Milliseconds(10);
constexpr absl::Duration kPauseMax = absl::Seconds(3);
constexpr absl::Duration kUnknownPauseMax = absl::Seconds(15);
constexpr absl::Duration kShortPatienceMax = absl::Milliseconds(300);
constexpr absl::Duration kCallerPatience = absl::Seconds(60);

}  // namespace

Caller::Caller(World& world, Replicas& replicas, CallerPlan plan, std::function<void()> done)
    : world_(world), replicas_(replicas), plan_(std::move(plan)), done_(std::move(done)) {
  world_.loop.RunAfter(plan_.start, [this] { Ask(); });
}

void Caller::Ask() {
  const uint64_t attempt = ++attempts_;
  waits_ = true;
  Process* process = replicas_[world_.random.Below(replicas_.size())]->process();
  if (process == nullptr) return Heard(attempt, std::nullopt);
  validated_ = world_.faults.Strike(Fault::kValidateOnly);
  const bool hurries = world_.faults.Strike(Fault::kShortDeadline);
  const absl::Duration patience =
      hurries ? world_.random.Between(absl::ZeroDuration(), kShortPatienceMax) : kCallerPatience;
  std::optional<absl::Duration> gone_after;
  if (world_.faults.Strike(Fault::kCallerGone)) {
    gone_after = world_.random.Between(absl::ZeroDuration(), world_.random.Chance(0.5)
                                                                 ? absl::Milliseconds(60)
                                                                 : absl::Seconds(6));
    // It asks again without an answer, while its first call may still be under way.
    world_.loop.RunAfter(*gone_after, [this, attempt] { Heard(attempt, std::nullopt); });
  }
  process->Ask(
      plan_, validated_, patience, gone_after,
      [this, attempt](const std::optional<ReplyResult>& result) { Heard(attempt, result); });
}

void Caller::Heard(uint64_t attempt, const std::optional<ReplyResult>& result) {
  // What comes after it went away is nothing to it.
  if (attempt != attempts_ || !waits_) return;
  waits_ = false;
  AskAgainAfter(Pause(result));
}

void Caller::AskAgainAfter(std::optional<absl::Duration> pause) {
  const bool gives_up = plan_.attempts_max != 0 && attempts_ >= plan_.attempts_max;
  if (!pause || gives_up) return done_();
  world_.loop.RunAfter(*pause, [this] { Ask(); });
}

std::optional<absl::Duration> Caller::Pause(const std::optional<ReplyResult>& result) {
  const absl::Duration soon = world_.random.Between(kPauseMin, kPauseMax);
  if (!result) return soon;
  const auto* failure = std::get_if<Failure>(&*result);
  if (failure == nullptr) return validated_ ? std::optional(soon) : std::nullopt;
  switch (failure->reason) {
    case complaint::v1::INVALID_REQUEST:
    case complaint::v1::MERCHANT_NOT_CONFIGURED:
    case complaint::v1::TRANSACTION_ID_REUSED:
    case complaint::v1::GATEWAY_REJECTED:
      return std::nullopt;
    case complaint::v1::OUTCOME_UNKNOWN:
      return world_.random.Between(kPauseMin, kUnknownPauseMax);
    default:
      return failure->retry_after.value_or(soon);
  }
}

}  // namespace imageco::simulation
