// A ledger that fails: never OK without a record, and nothing sent without a claim.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::DEADLINE_TOO_SHORT;
using complaint::v1::LEDGER_UNAVAILABLE;
using complaint::v1::OUTCOME_UNKNOWN;
using gateway::AnswerTo;
using gateway::Unreachable;
using ledger::LedgerCall;
using testing::Optional;

TEST_F(ReplyBridgeTest, SendsNothingWhenTheClaimFails) {
  ledger_.Fail(LedgerCall::kClaim);
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_EQ(gateway_.sent(), 0u);
}

TEST_F(ReplyBridgeTest, TellsJoinersThatTheClaimFailed) {
  ledger_.Fail(LedgerCall::kClaim);
  ledger_.Hold(LedgerCall::kClaim);
  Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(joiner.result, Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_EQ(gateway_.sent(), 0u);
}

TEST_F(ReplyBridgeTest, SendsNothingWhereTheClaimRanOutInASlowLedger) {
  ledger_.LimitClaims(absl::Seconds(10));
  ledger_.Hold(LedgerCall::kClaim);
  const Call& late = Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Seconds(10));
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(late.result, Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_THAT(joiner.result, Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_EQ(gateway_.sent(), 0u);
  EXPECT_FALSE(RecordOf("t-1"));
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, SendsWithTheLastOfItsClaim) {
  ledger_.LimitClaims(absl::Seconds(10));
  ledger_.Hold(LedgerCall::kClaim);
  const Call& call = Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, SendsOnceTheLedgerTakesTheClaim) {
  ledger_.Fail(LedgerCall::kClaim);
  Ask(ReplyWithId("t-1"));
  ledger_.Mend(LedgerCall::kClaim);
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, SendsNothingWhenTheLookUpFails) {
  ledger_.Fail(LedgerCall::kFind);
  EXPECT_THAT(Ask(ReplyWithId("t-1"), absl::ZeroDuration()).result,
              Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_EQ(gateway_.sent(), 0u);
}

TEST_F(ReplyBridgeTest, NeverSaysOkToWhatCouldNotBeRecorded) {
  ledger_.Fail(LedgerCall::kSettle);
  const Call& leader = Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(leader.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_THAT(joiner.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, LeavesARejectionOpenThatCouldNotBeRecorded) {
  ledger_.Fail(LedgerCall::kSettle);
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  EXPECT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, NeverSendsAgainWhatCouldNotBeRecorded) {
  ledger_.Fail(LedgerCall::kSettle);
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  ledger_.Mend(LedgerCall::kSettle);
  const Call& again = Ask(ReplyWithId("t-1"));
  EXPECT_THAT(again.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, SaysThatTheLedgerFailedWhenTheClaimCannotBeTakenBack) {
  ledger_.Fail(LedgerCall::kRelease);
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_THAT(call.result, Optional(FailsWith(LEDGER_UNAVAILABLE)));
}

TEST_F(ReplyBridgeTest, NeverSendsUnderAClaimThatCouldNotBeTakenBack) {
  ledger_.Fail(LedgerCall::kRelease);
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, SendsNothingForACallerWhoWentWhenTheClaimCannotBeTakenBack) {
  ledger_.Fail(LedgerCall::kRelease);
  ledger_.Hold(LedgerCall::kClaim);
  Call& call = Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  Leave(call);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(call.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_THAT(joiner.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(gateway_.sent(), 0u);
}

// A full ledger is one that takes no claims.
class FullLedgerTest : public ReplyBridgeFixture {
 protected:
  ledger::MemoryLedger small_ledger_{loop_, {.records_max = 1, .retention = absl::Hours(1)}};
  ReplyBridge small_bridge_{loop_, small_ledger_, Plan()};
  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid);
};

TEST_F(FullLedgerTest, RefusesANewReplyAndStillAnswersTheOldOne) {
  gateway_.AnswerAtOnce([](const std::string&) { return gateway::ConnectionLost(); });
  Ask(small_bridge_, ReplyWithId("t-1"));
  EXPECT_THAT(Ask(small_bridge_, ReplyWithId("t-2")).result,
              Optional(FailsWith(LEDGER_UNAVAILABLE)));
  EXPECT_THAT(Ask(small_bridge_, ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(gateway_.sent(), 1u);
}

}  // namespace
}  // namespace imageco::bridge
