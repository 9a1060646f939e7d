#include "bridge/admission/outlook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/admission/admission_fixture.h"

namespace imageco::bridge::admission {
namespace {

using testing::AllOf;
using testing::Field;
using testing::Optional;
using Why = Refusal::Why;

const absl::Time kNow = absl::UnixEpoch() + absl::Hours(5);

auto Is(Why why, absl::Duration retry_after) {
  return Optional(AllOf(Field(&Refusal::why, why), Field(&Refusal::retry_after, retry_after)));
}

TEST(RefuseIfInVainTest, LetsWaitWhoNeedNotWait) {
  EXPECT_EQ(RefuseIfInVain({}, absl::ZeroDuration()), std::nullopt);
  EXPECT_EQ(RefuseIfInVain({.hold = absl::Seconds(9)}, absl::Seconds(1)), std::nullopt);
}

TEST(RefuseIfInVainTest, LeavesTimeForTheTurnTheMessageAndAMargin) {
  const Expected expected = {.slot_turn = absl::Seconds(1),
                             .hold = absl::Seconds(2),
                             .time_to_send_min = absl::Seconds(1)};
  EXPECT_EQ(RefuseIfInVain(expected, absl::Seconds(6)), std::nullopt);
  EXPECT_THAT(RefuseIfInVain(expected, absl::Seconds(4.9)), Is(Why::kOverloaded, absl::Seconds(1)));
}

TEST(RefuseIfInVainTest, TakesNoMoreThanAQuarterOfTheTimeForTheMargin) {
  const Expected expected = {.slot_turn = absl::Seconds(3), .hold = absl::Seconds(4)};
  EXPECT_EQ(RefuseIfInVain(expected, absl::Seconds(9.4)), std::nullopt);
  EXPECT_THAT(RefuseIfInVain(expected, absl::Seconds(9.3)), Is(Why::kOverloaded, absl::Seconds(3)));
}

TEST(RefuseIfInVainTest, NamesTheRateWhereThatIsWhatHoldsIt) {
  EXPECT_THAT(RefuseIfInVain({.rate_turn = absl::Seconds(2), .slot_turn = absl::Seconds(1)},
                             absl::Seconds(1.5)),
              Is(Why::kRateLimited, absl::Seconds(2)));
}

TEST(RefuseIfInVainTest, IsTheCallersOwnWhereOthersMayWaitSoLong) {
  const Expected expected = {.rate_turn = absl::Seconds(2), .wait_max = absl::Seconds(2)};
  EXPECT_TRUE(RefuseIfInVain(expected, absl::Seconds(1))->is_callers_own);
  const Expected longer = {.rate_turn = absl::Seconds(2.1), .wait_max = absl::Seconds(2)};
  EXPECT_FALSE(RefuseIfInVain(longer, absl::Hours(1))->is_callers_own);
}

TEST(RefuseIfInVainTest, RefusesAllWhereNobodyElseMayWait) {
  EXPECT_THAT(RefuseIfInVain({.is_full = true}, absl::Hours(1)),
              Is(Why::kOverloaded, absl::Seconds(1)));
}

TEST(OutlookTest, ExpectsNothingUntilItIsTold) {
  const Expected expected = Outlook().At(kNow);
  EXPECT_EQ(expected.rate_turn, absl::ZeroDuration());
  EXPECT_EQ(expected.slot_turn, absl::ZeroDuration());
  EXPECT_FALSE(expected.is_full);
}

TEST(OutlookTest, ComesNearerAsTimePasses) {
  Outlook outlook;
  outlook.Tell({.rate_turn = absl::Seconds(5),
                .slot_turn = absl::Seconds(2),
                .hold = absl::Seconds(3),
                .wait_max = absl::Seconds(9),
                .is_full = true},
               kNow);
  const Expected then = outlook.At(kNow + absl::Seconds(3));
  EXPECT_EQ(then.rate_turn, absl::Seconds(2));
  EXPECT_EQ(then.slot_turn, absl::ZeroDuration());
  EXPECT_EQ(then.hold, absl::Seconds(3));
  EXPECT_EQ(then.wait_max, absl::Seconds(9));
  EXPECT_TRUE(then.is_full);
}

}  // namespace
}  // namespace imageco::bridge::admission
