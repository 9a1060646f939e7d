// Who is let wait, by how long slots are held.
#include "bridge/admission/admission.h"

#include <functional>
#include <optional>
#include <utility>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/timer.h"
#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::Optional;

constexpr absl::Duration kHold = absl::Seconds(1);

// Two at a time, of which one took a second.
class ObservedAdmissionTest : public AdmissionFixture {
 protected:
  ObservedAdmissionTest()
      : AdmissionFixture({.concurrency_max = 2, .time_to_send_min = absl::ZeroDuration()}) {
    Taker& before = Take();
    loop_.Advance(kHold);
    Release(before);
  }
};

// And two that have just begun.
class AdmissionTurnTest : public ObservedAdmissionTest {
 protected:
  std::optional<Refusal> RefuseAhead(absl::Duration time) const {
    return admission_->RefuseAhead(time, loop_.SteadyNow());
  }

  Taker& first_ = Take();
  Taker& second_ = Take();
};

TEST_F(AdmissionTurnTest, RefusesAtOnceWhoWouldNotBeServedInTime) {
  EXPECT_THAT(Take(absl::Seconds(1.9)).result,
              Optional(IsRefusal(Why::kOverloaded, absl::Seconds(0.5))));
  EXPECT_TRUE(Take(absl::Seconds(2.1)).waits());
  EXPECT_THAT(Take(absl::Seconds(2.6)).result,
              Optional(IsRefusal(Why::kOverloaded, absl::Seconds(1))));
}

TEST_F(AdmissionTurnTest, GivesAFreeSlotToWhoeverHasTimeToSend) {
  Release(first_);
  EXPECT_THAT(Take(absl::Milliseconds(1)).result, Optional(IsSlot()));
}

TEST_F(AdmissionTurnTest, PassesOverWhoHasLostItsChance) {
  Taker& hasty = Take(absl::Seconds(2.1));
  Taker& patient = Take();
  loop_.Advance(absl::Seconds(1.2));
  Release(first_);
  EXPECT_THAT(hasty.result, Optional(IsRefusal(Why::kDeadlineTooShort, absl::ZeroDuration())));
  EXPECT_THAT(hasty.result, Optional(IsRefusalOfItsOwn()));
  EXPECT_THAT(patient.result, Optional(IsSlot()));
}

TEST_F(AdmissionTurnTest, ServesTheLastWhateverItsChance) {
  Taker& hasty = Take(absl::Seconds(2.1));
  loop_.Advance(absl::Seconds(1.2));
  Release(first_);
  EXPECT_THAT(hasty.result, Optional(IsSlot()));
}

TEST_F(AdmissionTurnTest, RefusesNobodyAheadWhereNobodyWaits) {
  EXPECT_EQ(RefuseAhead(absl::Milliseconds(1)), std::nullopt);
}

TEST_F(AdmissionTurnTest, RefusesAheadWhomItWouldNotLetWait) {
  Take();
  EXPECT_THAT(RefuseAhead(absl::Seconds(2.6)),
              Optional(testing::Field(&Refusal::why, Why::kOverloaded)));
  EXPECT_EQ(RefuseAhead(absl::Seconds(2.7)), std::nullopt);
}

TEST_F(AdmissionTurnTest, RefusesNobodyAheadOnceTheQueueIsWorkedOff) {
  Taker& third = Take();
  Release(first_);
  Release(third);
  EXPECT_EQ(RefuseAhead(absl::Milliseconds(1)), std::nullopt);
}

// A gateway that answers after 200 ms, 32 at a time, and callers who wait for one second, three
// times as many as can be served.
class StandingOverloadTest : public AdmissionFixture {
 protected:
  static constexpr absl::Duration kExchange = absl::Milliseconds(200);
  static constexpr absl::Duration kPatience = absl::Seconds(1);
  static constexpr absl::Duration kFor = absl::Seconds(60);
  static constexpr int kSlots = 32;

  StandingOverloadTest() : AdmissionFixture({.concurrency_max = kSlots}) {}

  base::Task<void> Call() {
    base::Cancellation caller;
    const absl::Time deadline = loop_.Now() + kPatience;
    auto take = admission_->Take(deadline, caller);
    std::variant<Slot, Refusal> taken = co_await take;
    if (std::holds_alternative<Refusal>(taken)) {
      refused_late_ += deadline - loop_.Now() < kPatience;
      co_return;
    }
    auto exchange = Sleep(kExchange);
    co_await exchange;
    (loop_.Now() < deadline ? in_time_ : too_late_) += 1;
  }

  // Calls so often, from now on.
  void CallEvery(absl::Duration interval) {
    base::Spawn(Call(), [] {});
    if (loop_.Now() >= end_) return;
    loop_.RunAfter(interval, [this, interval] { CallEvery(interval); });
  }

  const absl::Time end_ = loop_.Now() + kFor;
  int in_time_ = 0;
  int too_late_ = 0;
  int refused_late_ = 0;

 private:
  struct Sleeping {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
      loop.RunAfter(duration, [waiting] { waiting.resume(); });
    }
    void await_resume() const noexcept {}
    base::Loop& loop;
    absl::Duration duration;
  };
  base::Task<void> Sleep(absl::Duration duration) {
    Sleeping sleeping{loop_, duration};
    co_await sleeping;
  }
};

TEST_F(StandingOverloadTest, ServesAsManyInTimeAsTheGatewayCan) {
  const double capacity = kSlots / absl::ToDoubleSeconds(kExchange);
  CallEvery(absl::Seconds(1) / (3 * capacity));
  loop_.Advance(kFor + kPatience);
  EXPECT_GE(in_time_, 0.95 * capacity * absl::ToDoubleSeconds(kFor));
  EXPECT_LE(too_late_, in_time_ / 100);
  EXPECT_LE(refused_late_, in_time_ / 100) << "who is refused hears it at once";
}

}  // namespace
}  // namespace imageco::bridge::admission
