// One reply by itself: how it ends, and what the same id gets afterwards.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::GATEWAY_REJECTED;
using complaint::v1::GATEWAY_UNREACHABLE;
using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::RATE_LIMITED;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using complaint::v1::TRANSACTION_ID_REUSED;
using gateway::AnswerTo;
using gateway::ConnectionLost;
using gateway::Forged;
using gateway::HttpStatus;
using gateway::MemberOf;
using gateway::TransportResult;
using gateway::Unreachable;
using ledger::Ending;
using ledger::LedgerCall;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;
using testing::Pair;

TEST_F(ReplyBridgeTest, AnswersWithTheGatewaysResultWhenDelivered) {
  const Call& call = Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Seconds(2));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "0000", "回复成功"));
  ASSERT_THAT(call.result, Optional(IsDelivered()));
  const ReplyResponse& response = ResponseOf(call.result);
  EXPECT_EQ(response.isspid(), kIsspid);
  EXPECT_EQ(response.transaction_id(), "t-1");
  EXPECT_EQ(response.seller_account(), call.request.seller_account());
  EXPECT_EQ(response.complaint_id(), call.request.complaint_id());
  EXPECT_EQ(response.result().id(), "0000");
  EXPECT_EQ(response.result().comment(), "回复成功");
  EXPECT_EQ(absl::FromUnixSeconds(response.settle_time().seconds()), loop_.Now());
}

TEST_F(ReplyBridgeTest, SendsTheRequestOverTheWire) {
  ReplyRequest request = ReplyWithId("t-1");
  request.add_response_images("image-1");
  request.add_response_images("image-2");
  Ask(request);
  const std::string message = gateway_.FirstWaiting();
  EXPECT_EQ(MemberOf(message, "request_type"), "risk_complaints_resp_request");
  EXPECT_EQ(MemberOf(message, "isspid"), kIsspid);
  EXPECT_EQ(MemberOf(message, "transaction_id"), "t-1");
  EXPECT_EQ(MemberOf(message, "system_id"), "8888");
  EXPECT_EQ(MemberOf(message, "response_content"), request.response_content());
  EXPECT_EQ(MemberOf(message, "response_images"), "image-1|image-2");
  Deliver(gateway_);
}

TEST_F(ReplyBridgeTest, SendsNothingBeforeTheClaimIsOnRecord) {
  ledger_.Hold(LedgerCall::kClaim);
  Ask(ReplyWithId("t-1"));
  EXPECT_EQ(gateway_.sent(), 0u);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_TRUE(RecordOf("t-1"));
  Deliver(gateway_);
}

TEST_F(ReplyBridgeTest, AnswersNobodyBeforeTheOutcomeIsOnRecord) {
  ledger_.Hold(LedgerCall::kSettle);
  const Call& call = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_FALSE(call.result);
  ledger_.Resume(LedgerCall::kSettle);
  loop_.RunUntilIdle();
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, AsksTheLedgerOnceBeforeTheSendAndOnceAfter) {
  Ask(ReplyWithId("t-1"));
  EXPECT_EQ(ledger_.count(LedgerCall::kFind), 0);
  EXPECT_EQ(ledger_.count(LedgerCall::kClaim), 1);
  Deliver(gateway_);
  EXPECT_EQ(ledger_.count(LedgerCall::kSettle), 1);
  EXPECT_EQ(ledger_.count(LedgerCall::kRelease), 0);
}

TEST_F(ReplyBridgeTest, SaysWhatTheGatewayRefused) {
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  ASSERT_THAT(call.result, Optional(FailsWith(GATEWAY_REJECTED)));
  EXPECT_THAT(FailureOf(call.result).metadata,
              ElementsAre(Pair("result_comment", "投诉单不存在"), Pair("result_id", "1001")));
  EXPECT_EQ(RecordOf("t-1")->settlement->ending, Ending::kRejected);
}

TEST_F(ReplyBridgeTest, SaysTheStatusWhereTheGatewayRefusedByThatAlone) {
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(403));
  ASSERT_THAT(call.result, Optional(FailsWith(GATEWAY_REJECTED)));
  EXPECT_THAT(FailureOf(call.result).metadata, ElementsAre(Pair("http_status", "403")));
}

TEST_F(ReplyBridgeTest, NeverTakesAStatusForARefusal) {
  for (const int status : {400, 401, 404, 405, 408, 409, 425, 460, 499}) {
    const std::string id = absl::StrCat("t-", status);
    const Call& call = Ask(ReplyWithId(id));
    Answer(gateway_, HttpStatus(status));
    EXPECT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN))) << status;
    EXPECT_EQ(RecordOf(id)->settlement->ending, Ending::kUnknown);
    loop_.Advance(absl::Minutes(1));  // until the breaker lets one try
  }
}

TEST_F(ReplyBridgeTest, RecordsWhatTheGatewaySaidUnverified) {
  const Call& call = Ask(ReplyWithId("t-1"));
  TransportResult answer = AnswerTo(gateway_.FirstWaiting(), "9002", "签名错误");
  answer.body = absl::StrReplaceAll(answer.body, {{"\"sign\":\"", "\"sign\":\"0"}});
  Answer(gateway_, answer);
  ASSERT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  constexpr char kSaid[] = "the gateway said, unverified: 9002 签名错误";
  EXPECT_THAT(FailureOf(call.result).message, HasSubstr(kSaid));
  EXPECT_THAT(RecordOf("t-1")->settlement->why, HasSubstr(kSaid));
}

TEST_F(ReplyBridgeTest, AnswersARejectedReplyFromTheRecord) {
  const Call& first = Ask(ReplyWithId("t-1"));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  const Call& again = Ask(ReplyWithId("t-1"));
  ASSERT_THAT(again.result, Optional(FailsWith(GATEWAY_REJECTED)));
  EXPECT_EQ(FailureOf(again.result).metadata, FailureOf(first.result).metadata);
  EXPECT_EQ(FailureOf(again.result).message, FailureOf(first.result).message);
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, AnswersADeliveredReplyFromTheRecord) {
  const Call& first = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  loop_.Advance(absl::Hours(1));
  const Call& again = Ask(ReplyWithId("t-1"));
  ASSERT_THAT(again.result, Optional(IsReplayed()));
  ReplyResponse expected = ResponseOf(first.result);
  expected.set_replayed(true);
  EXPECT_EQ(ResponseOf(again.result).SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, LeavesNoTraceOfAReplyThatWasNotSent) {
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_THAT(call.result, Optional(FailsWith(GATEWAY_UNREACHABLE)));
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, SendsTheSameIdOnceMoreAfterItWasNotSent) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
  EXPECT_EQ(gateway_.sent(), 2u);
}

TEST_F(ReplyBridgeTest, TakesAnotherPayloadUnderAnIdThatWasNotSent) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  ReplyRequest other = ReplyWithId("t-1");
  other.set_response_content("another text");
  const Call& call = Ask(other);
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, PassesOnWhenTheGatewayAsksToComeBack) {
  const Call& call = Ask(ReplyWithId("t-1"));
  TransportResult too_many = HttpStatus(429);
  too_many.retry_after = absl::Seconds(7);
  Answer(gateway_, too_many);
  ASSERT_THAT(call.result, Optional(FailsWith(RATE_LIMITED)));
  EXPECT_EQ(FailureOf(call.result).retry_after, absl::Seconds(7));
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, SendsTheSameIdOnceMoreAfterTheGatewayAskedToComeBack) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(429));
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, NeverSendsAgainWhatMayHaveBeenTaken) {
  const Call& first = Ask(ReplyWithId("t-1"));
  Answer(gateway_, ConnectionLost());
  EXPECT_THAT(first.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  const Call& again = Ask(ReplyWithId("t-1"));
  EXPECT_THAT(again.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(FailureOf(again.result).message, FailureOf(first.result).message);
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, KeepsAnUnknownOutcomeForEver) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, ConnectionLost());
  loop_.Advance(absl::Hours(24 * 365));
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, NeverSaysOkToAnAnswerWithAWrongSignature) {
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, Forged(gateway_.FirstWaiting()));
  EXPECT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, NeverSaysOkToTheAnswerToAnotherReply) {
  const Call& call = Ask(ReplyWithId("t-1"));
  std::string other = gateway_.FirstWaiting();
  other.replace(other.find("\"t-1\""), 5, "\"t-2\"");
  Answer(gateway_, gateway::Success(other));
  EXPECT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(ReplyBridgeTest, LeavesItOpenWhenTheGatewayFails) {
  const Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(500));
  EXPECT_THAT(call.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(RecordOf("t-1")->settlement->ending, Ending::kUnknown);
}

// Every way to end that stands on record.
class RecordedReplyTest : public ReplyBridgeTest,
                          public testing::WithParamInterface<MessageEnding> {};

INSTANTIATE_TEST_SUITE_P(
    Endings, RecordedReplyTest,
    testing::Values(MessageEnding{"Delivered", &gateway::Success},
                    MessageEnding{
                        "Rejected",
                        [](const std::string& message) { return AnswerTo(message, "1001", "no"); }},
                    MessageEnding{"Unknown", [](const std::string&) { return ConnectionLost(); }}),
    &MessageEnding::Name);

TEST_P(RecordedReplyTest, RefusesAnotherPayloadUnderTheSameId) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, GetParam().answer(gateway_.FirstWaiting()));
  ReplyRequest other = ReplyWithId("t-1");
  other.set_response_content("another text");
  EXPECT_THAT(Ask(other).result, Optional(FailsWith(TRANSACTION_ID_REUSED)));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, SaysNoTextOfTheReplyInAnError) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_response_content("a secret text");
  const Call& call = Ask(request);
  Answer(gateway_, ConnectionLost());
  EXPECT_THAT(FailureOf(call.result).message, testing::Not(HasSubstr("a secret text")));
}

// It may have been meant for another message, and that one's answer may be on its way.
TEST_F(ReplyBridgeTest, TrustsNoConnectionThatBroughtAnotherMessagesAnswer) {
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, HttpStatus(502));
  EXPECT_EQ(gateway_.distrusted(), 1u);
  Ask(ReplyWithId("t-2"));
  Answer(gateway_, Forged(gateway_.FirstWaiting()));
  EXPECT_EQ(gateway_.distrusted(), 2u);
  Ask(ReplyWithId("t-3"));
  Deliver(gateway_);
  Ask(ReplyWithId("t-4"));
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "9002", "refused"));
  Ask(ReplyWithId("t-5"));
  Answer(gateway_, ConnectionLost());
  EXPECT_EQ(gateway_.distrusted(), 2u);
}

}  // namespace
}  // namespace imageco::bridge
