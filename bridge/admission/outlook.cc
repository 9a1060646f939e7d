#include "bridge/admission/outlook.h"

#include <algorithm>

namespace imageco::bridge::admission {
namespace {

int64_t ToMoment(absl::Duration turn, absl::Time now) {
  return turn > absl::ZeroDuration() ? absl::ToUnixNanos(now + turn)
                                     : std::numeric_limits<int64_t>::min();
}

absl::Duration FromMoment(int64_t moment, absl::Time now) {
  return std::max(absl::FromUnixNanos(moment) - now, absl::ZeroDuration());
}

}  // namespace

std::optional<Refusal> RefuseIfInVain(const Expected& expected, absl::Duration time) {
  const absl::Duration turn = std::max(expected.rate_turn, expected.slot_turn);
  time -= expected.time_to_send_min;
  const bool waits_for_a_slot = expected.slot_turn > absl::ZeroDuration();
  const absl::Duration after =
      waits_for_a_slot ? expected.hold + std::min(expected.hold, time / 4) : absl::ZeroDuration();
  if (turn > expected.wait_max || turn + after > time) {
    const auto why = expected.rate_turn >= expected.slot_turn ? Refusal::Why::kRateLimited
                                                              : Refusal::Why::kOverloaded;
    return Refusal{why, turn, /*is_callers_own=*/turn <= expected.wait_max};
  }
  if (expected.is_full) return Refusal{Refusal::Why::kOverloaded, std::max(turn, kRetryLater)};
  return std::nullopt;
}

void Outlook::Tell(const Expected& expected, absl::Time now) {
  rate_turn_ = ToMoment(expected.rate_turn, now);
  slot_turn_ = ToMoment(expected.slot_turn, now);
  hold_ = absl::ToInt64Nanoseconds(expected.hold);
  time_to_send_min_ = absl::ToInt64Nanoseconds(expected.time_to_send_min);
  wait_max_ = absl::ToInt64Nanoseconds(expected.wait_max);
  is_full_ = expected.is_full;
}

Expected Outlook::At(absl::Time now) const {
  return {.rate_turn = FromMoment(rate_turn_, now),
          .slot_turn = FromMoment(slot_turn_, now),
          .hold = absl::Nanoseconds(hold_.load()),
          .time_to_send_min = absl::Nanoseconds(time_to_send_min_.load()),
          .wait_max = absl::Nanoseconds(wait_max_.load()),
          .is_full = is_full_};
}

}  // namespace imageco::bridge::admission
