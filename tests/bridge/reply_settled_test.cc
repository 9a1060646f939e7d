// Reply after an operator settled it: what callers hear, and what goes again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/reply_bridge.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::ReplyRecord;
using complaint::v1::ReplyRequest;
using complaint::v1::SettleReplyResponse;
using complaint::v1::TRANSACTION_ID_REUSED;
using complaint::v1::Verdict;
using complaint::v1::VERDICT_DELIVERED;
using complaint::v1::VERDICT_NOT_DELIVERED;
using gateway::ConnectionLost;
using gateway::HttpStatus;
using gateway::Unreachable;
using ledger::LedgerCall;

ReplyRequest OtherPayload(const std::string& transaction_id) {
  ReplyRequest request = ReplyWithId(transaction_id);
  request.set_response_content("something else");
  return request;
}

// Leaves a reply of unknown outcome, and settles it.
class SettledReplyTest : public ReplyBridgeTest {
 protected:
  void LoseAnswer(const std::string& transaction_id) {
    Ask(ReplyWithId(transaction_id));
    Answer(gateway_, ConnectionLost());
  }
  void MustSettle(const std::string& transaction_id, Verdict verdict) {
    ASSERT_TRUE(std::holds_alternative<SettleReplyResponse>(Settle(transaction_id, verdict)));
  }
  void LoseAnswerAndSettle(const std::string& transaction_id, Verdict verdict) {
    LoseAnswer(transaction_id);
    MustSettle(transaction_id, verdict);
  }
  ReplyRecord Get(const std::string& transaction_id) {
    const GetReplyResult got = GetReply(kIsspid, transaction_id);
    return std::get<complaint::v1::GetReplyResponse>(got).reply();
  }
};

TEST_F(SettledReplyTest, AnswersWhatWasDeliveredWithoutAResult) {
  LoseAnswerAndSettle("t-1", VERDICT_DELIVERED);
  const Call& call = Ask(ReplyWithId("t-1"));
  ASSERT_THAT(*call.result, IsReplayed());
  EXPECT_FALSE(ResponseOf(call.result).has_result());
  EXPECT_TRUE(ResponseOf(call.result).has_settle_time());
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(SettledReplyTest, SendsNoOtherPayloadForWhatWasDelivered) {
  LoseAnswerAndSettle("t-1", VERDICT_DELIVERED);
  EXPECT_THAT(*Ask(OtherPayload("t-1")).result, FailsWith(TRANSACTION_ID_REUSED));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(SettledReplyTest, SendsWhatWasNotDeliveredOnceMore) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  const Call& call = Ask(ReplyWithId("t-1"));
  EXPECT_EQ(gateway_.sent(), 2u);
  Deliver(gateway_);
  EXPECT_THAT(*call.result, IsDelivered());
  EXPECT_THAT(*Ask(ReplyWithId("t-1")).result, IsReplayed());
  EXPECT_EQ(gateway_.sent(), 2u);
}

TEST_F(SettledReplyTest, SendsItOnceForAllWhoAsk) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  const Call& first = Ask(ReplyWithId("t-1"));
  const Call& second = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(*first.result, IsDelivered());
  EXPECT_THAT(*second.result, IsReplayed());
  EXPECT_EQ(gateway_.sent(), 2u);
}

TEST_F(SettledReplyTest, SendsNoOtherPayloadForWhatWasNotDelivered) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  EXPECT_THAT(*Ask(OtherPayload("t-1")).result, FailsWith(TRANSACTION_ID_REUSED));
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_NOT_DELIVERED);
}

TEST_F(SettledReplyTest, KeepsTheFindingWhileItGoesAgainAndAfter) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  Ask(ReplyWithId("t-1"));
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_SENDING);
  EXPECT_EQ(Get("t-1").finding().settled_by(), "alice");
  Deliver(gateway_);
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_EQ(Get("t-1").result().id(), "0000");
  EXPECT_EQ(Get("t-1").finding().verdict(), VERDICT_NOT_DELIVERED);
}

TEST_F(SettledReplyTest, IsUnknownAnewWhereTheSecondAnswerIsLostToo) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  LoseAnswer("t-1");
  EXPECT_THAT(*Ask(ReplyWithId("t-1")).result, FailsWith(OUTCOME_UNKNOWN));
  EXPECT_EQ(gateway_.sent(), 2u);
  MustSettle("t-1", VERDICT_DELIVERED);
  EXPECT_THAT(*Ask(ReplyWithId("t-1")).result, IsReplayed());
  EXPECT_EQ(Get("t-1").finding().verdict(), VERDICT_DELIVERED);
  EXPECT_EQ(gateway_.sent(), 2u);
}

TEST_F(SettledReplyTest, GoesAsOftenAsItIsSettledSo) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 3u);
}

TEST_F(SettledReplyTest, MayStillGoWhereTheGatewayWasNotReached) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_NOT_DELIVERED);
  EXPECT_EQ(Get("t-1").finding().settled_by(), "alice");
  EXPECT_THAT(*Ask(OtherPayload("t-1")).result, FailsWith(TRANSACTION_ID_REUSED));
  const Call& call = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(*call.result, IsDelivered());
}

TEST_F(SettledReplyTest, KeepsARefusalOfTheSecondAttempt) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(403));
  EXPECT_THAT(*Ask(ReplyWithId("t-1")).result, FailsWith(complaint::v1::GATEWAY_REJECTED));
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_REJECTED);
}

TEST_F(SettledReplyTest, IsNotSentWhereTheClaimIsNotRecorded) {
  LoseAnswerAndSettle("t-1", VERDICT_NOT_DELIVERED);
  ledger_.Fail(LedgerCall::kClaim);
  EXPECT_THAT(*Ask(ReplyWithId("t-1")).result, FailsWith(complaint::v1::LEDGER_UNAVAILABLE));
  EXPECT_EQ(gateway_.sent(), 1u);
}

// Of a gateway where one message is under way, and "lost" was lost before.
class SettledBehindBusyTest : public ReplyBridgeFixture {
 protected:
  SettledBehindBusyTest() {
    Ask(ReplyWithId("lost"));
    Answer(gateway_, ConnectionLost());
    Ask(ReplyWithId("busy"));
  }

  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.concurrency_max = 1});
};

TEST_F(SettledBehindBusyTest, WaitsForASlotToGoAgain) {
  Settle("lost", VERDICT_NOT_DELIVERED);
  const Call& call = Ask(ReplyWithId("lost"));
  EXPECT_FALSE(call.result);
  EXPECT_EQ(gateway_.sent(), 2u);
  Deliver(gateway_);
  Deliver(gateway_);
  EXPECT_THAT(*call.result, IsDelivered());
}

TEST_F(SettledBehindBusyTest, AnswersWhatWasDeliveredWithoutASlot) {
  Settle("lost", VERDICT_DELIVERED);
  EXPECT_THAT(*Ask(ReplyWithId("lost")).result, IsReplayed());
  Deliver(gateway_);
}

TEST_F(SettledBehindBusyTest, RefusesAnotherPayloadWithoutASlot) {
  Settle("lost", VERDICT_NOT_DELIVERED);
  EXPECT_THAT(*Ask(OtherPayload("lost")).result, FailsWith(TRANSACTION_ID_REUSED));
  Deliver(gateway_);
}

}  // namespace
}  // namespace imageco::bridge
