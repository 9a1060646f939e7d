// SettleReply: what it records, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/reply_admin.h"
#include "bridge/timestamp.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::REPLY_NOT_UNKNOWN;
using complaint::v1::ReplyRecord;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;
using complaint::v1::VERDICT_DELIVERED;
using complaint::v1::VERDICT_NOT_DELIVERED;
using gateway::ConnectionLost;
using gateway::FieldFault;
using gateway::HttpStatus;
using ledger::LedgerCall;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Not;

// "t-1" is a reply of unknown outcome.
class SettleReplyTest : public ReplyBridgeTest {
 protected:
  SettleReplyTest() {
    Ask(ReplyWithId("t-1"));
    Answer(gateway_, ConnectionLost());
    loop_.Advance(absl::Minutes(1));
  }

  ReplyRecord MustSettle(const SettleReplyRequest& request) {
    return std::get<SettleReplyResponse>(Settle(request)).reply();
  }
  Failure Fail(const SettleReplyRequest& request) { return std::get<Failure>(Settle(request)); }
  Failure FailOf(const std::string& transaction_id) {
    return Fail(SettlementOf(transaction_id, VERDICT_DELIVERED));
  }

  ReplyRecord Get(const std::string& transaction_id) {
    const GetReplyResult got = GetReply(kIsspid, transaction_id);
    return std::get<complaint::v1::GetReplyResponse>(got).reply();
  }
};

TEST_F(SettleReplyTest, RecordsWhatWasFoundOutAndByWhom) {
  for (const auto& [verdict, state] :
       {std::pair(VERDICT_DELIVERED, complaint::v1::REPLY_STATE_DELIVERED),
        std::pair(VERDICT_NOT_DELIVERED, complaint::v1::REPLY_STATE_NOT_DELIVERED)}) {
    const std::string id = complaint::v1::Verdict_Name(verdict);
    Ask(ReplyWithId(id));
    Answer(gateway_, ConnectionLost());
    loop_.Advance(absl::Minutes(1));
    const ReplyRecord reply = MustSettle(SettlementOf(id, verdict));
    EXPECT_EQ(reply.state(), state);
    EXPECT_EQ(reply.finding().settled_by_identity(), "spiffe://alice");
    EXPECT_EQ(reply.isspid(), kIsspid);
    EXPECT_EQ(reply.transaction_id(), id);
    EXPECT_EQ(reply.finding().verdict(), verdict);
    EXPECT_EQ(reply.finding().settled_by(), "alice");
    EXPECT_EQ(reply.finding().reason(), "looked at the complaint");
    EXPECT_EQ(FromTimestamp(reply.finding().settle_time()), loop_.Now());
    EXPECT_EQ(FromTimestamp(reply.settle_time()), loop_.Now());
    EXPECT_FALSE(reply.has_result());
  }
}

TEST_F(SettleReplyTest, ShowsTheFindingInGetReply) {
  const ReplyRecord settled = MustSettle(SettlementOf("t-1", VERDICT_DELIVERED));
  EXPECT_EQ(Get("t-1").SerializeAsString(), settled.SerializeAsString());
}

TEST_F(SettleReplyTest, SendsNothingByItself) {
  MustSettle(SettlementOf("t-1", VERDICT_NOT_DELIVERED));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(SettleReplyTest, SettlesOnce) {
  MustSettle(SettlementOf("t-1", VERDICT_NOT_DELIVERED));
  SettleReplyRequest second = SettlementOf("t-1", VERDICT_DELIVERED);
  second.set_settled_by("bob");
  EXPECT_EQ(Fail(second).reason, REPLY_NOT_UNKNOWN);
  EXPECT_EQ(Get("t-1").finding().settled_by(), "alice");
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_NOT_DELIVERED);
}

TEST_F(SettleReplyTest, RefusesWhatIsBeingSent) {
  Ask(ReplyWithId("t-2"));
  EXPECT_EQ(FailOf("t-2").reason, REPLY_NOT_UNKNOWN);
  EXPECT_EQ(Get("t-2").state(), complaint::v1::REPLY_STATE_SENDING);
  EXPECT_FALSE(Get("t-2").has_finding());
  Deliver(gateway_);
}

TEST_F(SettleReplyTest, RefusesWhatTheGatewayAnswered) {
  Ask(ReplyWithId("delivered"));
  Deliver(gateway_);
  Ask(ReplyWithId("rejected"));
  Answer(gateway_, HttpStatus(403));
  for (const char* id : {"delivered", "rejected"}) {
    EXPECT_EQ(Fail(SettlementOf(id, VERDICT_NOT_DELIVERED)).reason, REPLY_NOT_UNKNOWN) << id;
    EXPECT_FALSE(Get(id).has_finding());
  }
}

TEST_F(SettleReplyTest, FindsNothingThatWasNeverSent) {
  EXPECT_EQ(FailOf("t-2").reason, complaint::v1::REPLY_NOT_FOUND);
}

TEST_F(SettleReplyTest, RefusesAMerchantItDoesNotServe) {
  SettleReplyRequest request = SettlementOf("t-1", VERDICT_DELIVERED);
  request.set_isspid("12345678");
  EXPECT_EQ(Fail(request).reason, complaint::v1::MERCHANT_NOT_CONFIGURED);
}

TEST_F(SettleReplyTest, SettlesAReplyOfAMerchantThatIsGone) {
  ServeNobody();
  EXPECT_EQ(MustSettle(SettlementOf("t-1", VERDICT_DELIVERED)).transaction_id(), "t-1");
}

TEST_F(SettleReplyTest, MeansTheOnlyMerchantWhereNoneIsNamed) {
  SettleReplyRequest request = SettlementOf("t-1", VERDICT_DELIVERED);
  request.clear_isspid();
  EXPECT_EQ(MustSettle(request).isspid(), kIsspid);
}

TEST_F(SettleReplyTest, NamesAllFaultsAtOnce) {
  AddMerchant("12345678");
  const Failure failure = Fail({});
  EXPECT_EQ(failure.reason, complaint::v1::INVALID_REQUEST);
  EXPECT_THAT(
      failure.faults,
      ElementsAre(Field(&FieldFault::field, "isspid"), Field(&FieldFault::field, "transaction_id"),
                  Field(&FieldFault::field, "verdict"), Field(&FieldFault::field, "settled_by"),
                  Field(&FieldFault::field, "reason")));
  EXPECT_EQ(ledger_.count(LedgerCall::kDecide), 0);
}

TEST_F(SettleReplyTest, TakesWordsUpToTheirLengthInCharacters) {
  SettleReplyRequest request = SettlementOf("t-1", VERDICT_DELIVERED);
  const auto repeated = [](size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += "单";
    return text;
  };
  request.set_settled_by(repeated(65));
  request.set_reason(repeated(201));
  EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "settled_by"),
                                                Field(&FieldFault::field, "reason")));
  request.set_settled_by(repeated(64));
  request.set_reason(repeated(200));
  EXPECT_EQ(MustSettle(request).finding().reason(), repeated(200));
}

TEST_F(SettleReplyTest, TakesNoControlCharacters) {
  for (const std::string& text : {std::string("a\0b", 3), std::string("a\nb"), std::string("\x7F"),
                                  std::string("\xC2\x85")}) {
    SettleReplyRequest request = SettlementOf("t-1", VERDICT_DELIVERED);
    request.set_reason(text);
    EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "reason")));
    request = SettlementOf("t-1", VERDICT_DELIVERED);
    request.set_settled_by(text);
    EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "settled_by")));
  }
}

TEST_F(SettleReplyTest, TakesNoVerdictThatItDoesNotKnow) {
  SettleReplyRequest request = SettlementOf("t-1", VERDICT_DELIVERED);
  request.set_verdict(static_cast<complaint::v1::Verdict>(3));
  EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "verdict")));
}

TEST_F(SettleReplyTest, ChangesNothingWhereTheLedgerFails) {
  ledger_.Fail(LedgerCall::kDecide);
  EXPECT_EQ(FailOf("t-1").reason, complaint::v1::LEDGER_UNAVAILABLE);
  EXPECT_EQ(Get("t-1").state(), complaint::v1::REPLY_STATE_UNKNOWN);
}

}  // namespace
}  // namespace imageco::bridge
