// Callers who go away, or whose deadline passes, at every point of a reply's life.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::DEADLINE_TOO_SHORT;
using complaint::v1::OUTCOME_UNKNOWN;
using gateway::ConnectionLost;
using gateway::Unreachable;
using ledger::Ending;
using ledger::LedgerCall;
using testing::Optional;

TEST_F(BusyGatewayTest, SendsNothingForACallerWhoGoesWaitingForASlot) {
  Call& call = Ask(ReplyWithId("t-1"));
  Leave(call);
  EXPECT_THAT(call.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(BusyGatewayTest, GivesThePlaceOfACallerWhoWentToTheNext) {
  Call& gone = Ask(ReplyWithId("t-1"));
  const Call& next = Ask(ReplyWithId("t-2"));
  Leave(gone);
  Deliver(gateway_);
  EXPECT_EQ(gateway::MemberOf(gateway_.FirstWaiting(), "transaction_id"), "t-2");
  Deliver(gateway_);
  EXPECT_THAT(next.result, Optional(IsDelivered()));
}

TEST_F(BusyGatewayTest, SendsNothingForACallerWhoGoesDuringTheLookUp) {
  ledger_.Hold(LedgerCall::kFind);
  Call& call = Ask(ReplyWithId("t-1"));
  Leave(call);
  ledger_.Resume(LedgerCall::kFind);
  loop_.RunUntilIdle();
  EXPECT_THAT(call.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(BusyGatewayTest, SendsNothingOnceTheDeadlineLeavesNoTime) {
  const Call& call = Ask(ReplyWithId("t-1"), absl::Seconds(3));
  loop_.Advance(absl::Milliseconds(2900));
  EXPECT_TRUE(call.result);
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(BusyGatewayTest, SendsNothingForACallerWhoGoesAsTheSlotComes) {
  Call& call = Ask(ReplyWithId("t-1"));
  gateway_.Answer(gateway::Success(gateway_.FirstWaiting()));
  Leave(call);
  EXPECT_THAT(call.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, TakesTheClaimBackWhenTheCallerGoesDuringTheClaim) {
  ledger_.Hold(LedgerCall::kClaim);
  Call& call = Ask(ReplyWithId("t-1"));
  Leave(call);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(call.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_EQ(gateway_.sent(), 0u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, SendsTheSameIdAfterACallerWentDuringTheClaim) {
  ledger_.Hold(LedgerCall::kClaim);
  Call& gone = Ask(ReplyWithId("t-1"));
  Leave(gone);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, RunsOnWithoutItsCallerAfterTheSend) {
  Call& call = Ask(ReplyWithId("t-1"));
  Leave(call);
  EXPECT_FALSE(call.result);
  Deliver(gateway_);
  EXPECT_EQ(RecordOf("t-1")->settlement->ending, Ending::kDelivered);
}

TEST_F(ReplyBridgeTest, AnswersTheSameIdWhoseCallerWentAfterTheSend) {
  Call& gone = Ask(ReplyWithId("t-1"));
  Leave(gone);
  Deliver(gateway_);
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(IsReplayed()));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, RecordsAnUnknownOutcomeWithoutItsCaller) {
  Call& gone = Ask(ReplyWithId("t-1"));
  Leave(gone);
  Answer(gateway_, ConnectionLost());
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, ReleasesWhatWasNotSentWithoutItsCaller) {
  Call& gone = Ask(ReplyWithId("t-1"));
  Leave(gone);
  Answer(gateway_, Unreachable());
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, WaitsForTheOutcomeBeyondTheDeadline) {
  const Call& call = Ask(ReplyWithId("t-1"), absl::Seconds(1));
  loop_.Advance(absl::Seconds(10));
  EXPECT_FALSE(call.result);
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

}  // namespace
}  // namespace imageco::bridge
