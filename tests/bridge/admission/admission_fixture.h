#ifndef IMAGECO_TESTS_BRIDGE_ADMISSION_ADMISSION_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_ADMISSION_ADMISSION_FIXTURE_H_

#include <list>
#include <optional>
#include <ostream>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "bridge/admission/admission.h"
#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge::admission {

// For failure messages.
inline void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << "refusal " << static_cast<int>(refusal.why) << ", retry after "
       << absl::FormatDuration(refusal.retry_after);
}

// Of what Take gives: a slot, or a refusal.
MATCHER(IsSlot, "") { return std::holds_alternative<Admission::Slot>(arg); }
MATCHER_P2(IsRefusal, why, retry_after, "") {
  const auto* refusal = std::get_if<Refusal>(&arg);
  if (refusal == nullptr) return false;
  return refusal->why == why && refusal->retry_after == retry_after;
}

// Of the same: a refusal that another caller at the same moment might not have heard.
MATCHER(IsRefusalOfItsOwn, "") {
  const auto* refusal = std::get_if<Refusal>(&arg);
  return refusal != nullptr && refusal->is_callers_own;
}

// An admission in simulated time.
class AdmissionFixture : public testing::Test {
 protected:
  using Slot = Admission::Slot;
  using Why = Refusal::Why;

  // Someone who wants a slot, and what came of it.
  struct Taker {
    base::Cancellation caller;
    std::optional<std::variant<Slot, Refusal>> result;

    bool waits() const { return !result; }
    Slot& slot() { return std::get<Slot>(result.value()); }
    // Gives the slot back.
    void Release() { result.reset(); }
  };

  explicit AdmissionFixture(const AdmissionOptions& options)
      : admission_(std::in_place, loop_, options) {}

  // Nobody waits for ever.
  void TearDown() override {
    for (Taker& taker : takers_) taker.caller.Cancel();
    loop_.RunUntilIdle();
    takers_.clear();
  }

  std::optional<Slot> TryTake(absl::Duration time = absl::Hours(1)) {
    return admission_->TryTake(loop_.Now() + time);
  }

  Taker& Take(absl::Duration time = absl::Hours(1)) {
    Taker& taker = takers_.emplace_back();
    base::Spawn(
        admission_->Take(loop_.Now() + time, taker.caller),
        [&taker](std::variant<Slot, Refusal> result) { taker.result.emplace(std::move(result)); });
    loop_.RunUntilIdle();
    return taker;
  }

  // Somebody who wants a slot, and may be gone before it is there.
  base::Task<void> Wait(base::Cancellation& caller) {
    auto take = admission_->Take(loop_.Now() + absl::Hours(1), caller);
    const std::variant<Slot, Refusal> taken = co_await take;
  }

  void Release(Taker& taker) {
    taker.Release();
    loop_.RunUntilIdle();
  }

  base::SimulatedLoop loop_;
  std::optional<Admission> admission_;
  std::list<Taker> takers_;
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_TESTS_BRIDGE_ADMISSION_ADMISSION_FIXTURE_H_
