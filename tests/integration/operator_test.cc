// An operator settles what a kill left unknown, and it stays settled over restarts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using complaint::v1::REPLY_STATE_DELIVERED;
using complaint::v1::REPLY_STATE_NOT_DELIVERED;
using complaint::v1::VERDICT_DELIVERED;
using complaint::v1::VERDICT_NOT_DELIVERED;
using grpc::StatusCode;
using server::IsError;
using server::IsOk;

class OperatorTest : public ReplicaFixture, public testing::WithParamInterface<LedgerKind> {
 protected:
  OperatorTest() : ReplicaFixture(GetParam()) { config().set_allow_admin_without_identity(true); }

  // Leaves "t-1" unknown.
  void DieAt(CrashStep step) {
    LaunchToDieAt(step)->Reply("t-1");
    EXPECT_THAT(Launch()->ReplyUntilItEnds("t-1"), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
  }
};

TEST_P(OperatorTest, LetsItGoOnceMoreWhereItWasNotDelivered) {
  DieAt(CrashStep::kAfterClaim);
  EXPECT_EQ(Applied("t-1"), 0u);
  EXPECT_THAT(Launch()->Settle("t-1", VERDICT_NOT_DELIVERED), IsOk());
  const auto restarted = Launch();
  EXPECT_EQ(restarted->StateOf("t-1"), REPLY_STATE_NOT_DELIVERED);
  EXPECT_THAT(restarted->Reply("t-1"), IsOk());
  EXPECT_THAT(restarted->Reply("t-1"), IsOk());
  EXPECT_EQ(Applied("t-1"), 1u);
  ExpectNoDuplicates();
}

TEST_P(OperatorTest, KeepsItFromGoingWhereItWasDelivered) {
  DieAt(CrashStep::kBeforeSettle);
  EXPECT_EQ(Applied("t-1"), 1u);
  EXPECT_THAT(Launch()->Settle("t-1", VERDICT_DELIVERED), IsOk());
  const auto restarted = Launch();
  EXPECT_EQ(restarted->StateOf("t-1"), REPLY_STATE_DELIVERED);
  EXPECT_THAT(restarted->Reply("t-1"), IsOk());
  EXPECT_FALSE(restarted->Settle("t-1", VERDICT_NOT_DELIVERED).ok()) << "it is settled";
  EXPECT_EQ(gateway().counts().received, 1u);
}

INSTANTIATE_TEST_SUITE_P(Ledgers, OperatorTest, testing::ValuesIn(kLedgerKinds),
                         [](const auto& info) { return ToText(info.param); });

}  // namespace
}  // namespace imageco::integration
