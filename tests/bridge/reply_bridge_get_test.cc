// GetReply: what is on record, in every state.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::GetReplyResponse;
using complaint::v1::INVALID_REQUEST;
using complaint::v1::LEDGER_UNAVAILABLE;
using complaint::v1::MERCHANT_NOT_CONFIGURED;
using complaint::v1::REPLY_NOT_FOUND;
using complaint::v1::ReplyRecord;
using gateway::AnswerTo;
using gateway::ConnectionLost;
using gateway::FieldFault;
using gateway::HttpStatus;
using gateway::Unreachable;
using ledger::LedgerCall;
using testing::ElementsAre;
using testing::Field;

class GetReplyTest : public ReplyBridgeTest {
 protected:
  ReplyRecord Get(const std::string& transaction_id) {
    const GetReplyResult result = GetReply(kIsspid, transaction_id);
    EXPECT_TRUE(std::holds_alternative<GetReplyResponse>(result));
    return std::get<GetReplyResponse>(result).reply();
  }
  Failure Fail(const std::string& isspid, const std::string& transaction_id) {
    const GetReplyResult result = GetReply(isspid, transaction_id);
    EXPECT_TRUE(std::holds_alternative<Failure>(result));
    return std::get<Failure>(result);
  }
  absl::Time ToTime(const google::protobuf::Timestamp& time) {
    return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
  }
};

TEST_F(GetReplyTest, TellsThatAReplyIsBeingSent) {
  Ask(ReplyWithId("t-1"));
  const ReplyRecord reply = Get("t-1");
  EXPECT_EQ(reply.isspid(), kIsspid);
  EXPECT_EQ(reply.transaction_id(), "t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_SENDING);
  EXPECT_EQ(ToTime(reply.claim_time()), loop_.Now());
  EXPECT_FALSE(reply.has_settle_time());
  EXPECT_FALSE(reply.has_result());
  Deliver(gateway_);
}

TEST_F(GetReplyTest, TellsThatAReplyWasDelivered) {
  const absl::Time start = loop_.Now();
  Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Milliseconds(1500));
  Deliver(gateway_);
  const ReplyRecord reply = Get("t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_EQ(reply.result().id(), "0000");
  EXPECT_EQ(reply.result().comment(), "回复成功");
  EXPECT_EQ(ToTime(reply.claim_time()), start);
  EXPECT_EQ(ToTime(reply.settle_time()), start + absl::Milliseconds(1500));
}

TEST_F(GetReplyTest, TellsWhatTheGatewayRefused) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  const ReplyRecord reply = Get("t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_REJECTED);
  EXPECT_EQ(reply.result().id(), "1001");
  EXPECT_EQ(reply.result().comment(), "投诉单不存在");
}

TEST_F(GetReplyTest, HasNoResultWhereTheGatewayRefusedByItsStatus) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(403));
  const ReplyRecord reply = Get("t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_REJECTED);
  EXPECT_FALSE(reply.has_result());
}

TEST_F(GetReplyTest, TellsThatAnOutcomeIsUnknown) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, ConnectionLost());
  const ReplyRecord reply = Get("t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_UNKNOWN);
  EXPECT_TRUE(reply.has_settle_time());
  EXPECT_FALSE(reply.has_result());
  EXPECT_FALSE(reply.why().empty());
  EXPECT_FALSE(reply.has_finding());
}

TEST_F(GetReplyTest, FindsNothingThatWasNeverAsked) {
  EXPECT_EQ(Fail(kIsspid, "t-1").reason, REPLY_NOT_FOUND);
}

TEST_F(GetReplyTest, FindsNothingThatWasNotSent) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_EQ(Fail(kIsspid, "t-1").reason, REPLY_NOT_FOUND);
}

TEST_F(GetReplyTest, MeansTheOnlyMerchantWhereNoneIsNamed) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  const GetReplyResult result = GetReply("", "t-1");
  ASSERT_TRUE(std::holds_alternative<GetReplyResponse>(result));
  EXPECT_EQ(std::get<GetReplyResponse>(result).reply().isspid(), kIsspid);
}

TEST_F(GetReplyTest, WantsTheMerchantNamedWhereThereAreTwo) {
  AddMerchant("12345678");
  const Failure failure = Fail("", "t-1");
  EXPECT_EQ(failure.reason, INVALID_REQUEST);
  EXPECT_THAT(failure.faults, ElementsAre(Field(&FieldFault::field, "isspid")));
}

TEST_F(GetReplyTest, KeepsTheSameIdOfTwoMerchantsApart) {
  AddMerchant("12345678");
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_EQ(Fail("12345678", "t-1").reason, REPLY_NOT_FOUND);
}

TEST_F(GetReplyTest, NamesAllFaultsAtOnce) {
  AddMerchant("12345678");
  EXPECT_THAT(Fail("", "").faults, ElementsAre(Field(&FieldFault::field, "isspid"),
                                               Field(&FieldFault::field, "transaction_id")));
}

TEST_F(GetReplyTest, RefusesAMerchantItDoesNotServe) {
  EXPECT_EQ(Fail("12345678", "t-1").reason, MERCHANT_NOT_CONFIGURED);
}

TEST_F(GetReplyTest, TellsAReplyOfAMerchantThatIsGone) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  ServeNobody();
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_EQ(Fail(kIsspid, "t-2").reason, MERCHANT_NOT_CONFIGURED);
}

TEST_F(GetReplyTest, SaysThatTheLedgerFailed) {
  ledger_.Fail(LedgerCall::kFind);
  EXPECT_EQ(Fail(kIsspid, "t-1").reason, LEDGER_UNAVAILABLE);
}

TEST_F(GetReplyTest, AsksTheGatewayNothing) {
  GetReply(kIsspid, "t-1");
  EXPECT_EQ(gateway_.sent(), 0u);
}

}  // namespace
}  // namespace imageco::bridge
