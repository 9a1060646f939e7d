// New options, while messages are under way.
#include <memory>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::Optional;

constexpr AdmissionOptions kBefore = {
    .rate_per_second = 10, .burst = 4, .concurrency_max = 10, .breaker_failures = 2};

class AdmissionChangeTest : public AdmissionFixture {
 protected:
  AdmissionChangeTest() : AdmissionFixture(kBefore) {}

  void Change(const AdmissionOptions& options) {
    admission_->Change(options);
    loop_.RunUntilIdle();
  }

  // Takes what is there at once, and gives it back.
  int CountTokens() {
    int tokens = 0;
    while (TryTake()) ++tokens;
    return tokens;
  }
};

TEST_F(AdmissionChangeTest, GivesNoTokenTwice) {
  TryTake();
  TryTake();
  TryTake();
  AdmissionOptions options = kBefore;
  options.rate_per_second = 5;
  options.burst = 100;
  Change(options);
  EXPECT_EQ(CountTokens(), 1);
  loop_.Advance(absl::Seconds(1));
  EXPECT_EQ(CountTokens(), 5) << "by the new rate";
}

TEST_F(AdmissionChangeTest, LeavesNoMoreTokensThanTheNewBurst) {
  AdmissionOptions options = kBefore;
  options.burst = 2;
  Change(options);
  EXPECT_EQ(CountTokens(), 2);
}

TEST_F(AdmissionChangeTest, KeepsTheTokensWhereTheRateStays) {
  TryTake();
  AdmissionOptions options = kBefore;
  options.waiting_max = 1;
  Change(options);
  EXPECT_EQ(CountTokens(), 3);
}

TEST_F(AdmissionChangeTest, StartsWithABurstWhereThereWasNoLimit) {
  AdmissionOptions options = kBefore;
  options.rate_per_second = 0;
  Change(options);
  options.rate_per_second = 10;
  Change(options);
  EXPECT_EQ(CountTokens(), 4);
}

TEST_F(AdmissionChangeTest, ServesWhoWaitsAtOnceWhereThereIsRoomNow) {
  AdmissionOptions options = kBefore;
  options.concurrency_max = 1;
  Change(options);
  const std::optional<Slot> slot = TryTake();
  Taker& taker = Take();
  ASSERT_TRUE(taker.waits());
  options.concurrency_max = 2;
  Change(options);
  EXPECT_THAT(taker.result, Optional(IsSlot()));
}

TEST_F(AdmissionChangeTest, GivesNoSlotUntilFewerAreTakenThanItHasNow) {
  std::optional<Slot> first = TryTake();
  std::optional<Slot> second = TryTake();
  AdmissionOptions options = kBefore;
  options.concurrency_max = 1;
  Change(options);
  first.reset();
  EXPECT_FALSE(TryTake());
  second.reset();
  EXPECT_TRUE(TryTake());
}

TEST_F(AdmissionChangeTest, CountsTheFailuresOfBefore) {
  TryTake()->Fail();
  Change(kBefore);
  TryTake()->Fail();
  EXPECT_FALSE(TryTake());
}

}  // namespace
}  // namespace imageco::bridge::admission
