// Replies and the limits of sending: what is refused leaves no trace, and a replay needs no slot.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::CIRCUIT_OPEN;
using complaint::v1::DEADLINE_TOO_SHORT;
using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::OVERLOADED;
using complaint::v1::RATE_LIMITED;
using gateway::AnswerTo;
using gateway::ConnectionLost;
using gateway::HttpStatus;
using gateway::TransportResult;
using gateway::Unreachable;
using ledger::LedgerCall;
using testing::Optional;

constexpr absl::Duration kTooShort = absl::Milliseconds(99);

TEST_F(ReplyBridgeTest, RefusesWhereTheDeadlineIsTooShortToSend) {
  EXPECT_THAT(Ask(ReplyWithId("t-1"), kTooShort).result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_EQ(gateway_.sent(), 0u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, RefusesWhereTheDeadlineHasPassed) {
  EXPECT_THAT(Ask(ReplyWithId("t-1"), -absl::Seconds(1)).result,
              Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_EQ(gateway_.sent(), 0u);
}

TEST_F(ReplyBridgeTest, SendsAfterAllWithALongerDeadline) {
  Ask(ReplyWithId("t-1"), kTooShort);
  const Call& again = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(again.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, AnswersAReplayWhereTheDeadlineIsTooShortToSend) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(Ask(ReplyWithId("t-1"), kTooShort).result, Optional(IsReplayed()));
}

// Two replies at once, then one in a hundred seconds.
class RateLimitedReplyTest : public ReplyBridgeFixture {
 protected:
  void Reply(const std::string& transaction_id) {
    const Call& call = Ask(ReplyWithId(transaction_id));
    Deliver(gateway_);
    ASSERT_THAT(call.result, Optional(IsDelivered()));
  }

  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.rate_per_second = 0.01, .burst = 2});
};

TEST_F(RateLimitedReplyTest, RefusesWhenTheRateIsUsedUpAndSaysWhenToComeBack) {
  Reply("t-1");
  Reply("t-2");
  const Call& call = Ask(ReplyWithId("t-3"));
  ASSERT_THAT(call.result, Optional(FailsWith(RATE_LIMITED)));
  EXPECT_EQ(FailureOf(call.result).retry_after, absl::Seconds(100));
  EXPECT_EQ(gateway_.sent(), 2u);
  EXPECT_FALSE(RecordOf("t-3"));
}

TEST_F(RateLimitedReplyTest, SendsAfterTheTimeItNamed) {
  Reply("t-1");
  Reply("t-2");
  loop_.Advance(*FailureOf(Ask(ReplyWithId("t-3")).result).retry_after);
  Reply("t-3");
}

TEST_F(RateLimitedReplyTest, AnswersAReplayWhenTheRateIsUsedUp) {
  Reply("t-1");
  Reply("t-2");
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(IsReplayed()));
}

TEST_F(RateLimitedReplyTest, CountsNoReplayAgainstTheRate) {
  Reply("t-1");
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(IsReplayed()));
  }
  Reply("t-2");
}

TEST_F(RateLimitedReplyTest, CountsNothingAgainstTheRateThatWasNotSent) {
  for (const char* id : {"t-1", "t-2", "t-3"}) {
    Ask(ReplyWithId(id));
    Answer(gateway_, Unreachable());
  }
  Reply("t-1");
  Reply("t-2");
}

TEST_F(RateLimitedReplyTest, CountsNothingAgainstTheRateWhenTheClaimFails) {
  ledger_.Fail(LedgerCall::kClaim);
  for (const char* id : {"t-1", "t-2", "t-3"}) Ask(ReplyWithId(id));
  ledger_.Mend(LedgerCall::kClaim);
  Reply("t-1");
  Reply("t-2");
}

TEST_F(RateLimitedReplyTest, CountsWhatTheGatewayRefusedForItsOwnRate) {
  for (const char* id : {"t-1", "t-2"}) {
    Ask(ReplyWithId(id));
    Answer(gateway_, HttpStatus(429));
  }
  EXPECT_THAT(Ask(ReplyWithId("t-3")).result, Optional(FailsWith(RATE_LIMITED)));
}

// One message at a time, one reply waiting.
class NarrowGatewayTest : public ReplyBridgeFixture {
 protected:
  gateway::FakeTransport& gateway_ =
      AddMerchant(kIsspid, {.concurrency_max = 1, .waiting_max = 1, .wait_max = absl::Seconds(5)});
};

TEST_F(NarrowGatewayTest, SendsWhenTheOneBeforeIsAnswered) {
  Ask(ReplyWithId("t-1"));
  const Call& waiting = Ask(ReplyWithId("t-2"));
  EXPECT_EQ(gateway_.sent(), 1u);
  EXPECT_FALSE(RecordOf("t-2"));
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 2u);
  Deliver(gateway_);
  EXPECT_THAT(waiting.result, Optional(IsDelivered()));
}

TEST_F(NarrowGatewayTest, RefusesWhenAsManyWaitAsMay) {
  Ask(ReplyWithId("t-1"));
  Ask(ReplyWithId("t-2"));
  const Call& refused = Ask(ReplyWithId("t-3"));
  ASSERT_THAT(refused.result, Optional(FailsWith(OVERLOADED)));
  EXPECT_EQ(FailureOf(refused.result).retry_after, absl::Seconds(1));
  EXPECT_FALSE(RecordOf("t-3"));
  Deliver(gateway_);
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 2u);
}

TEST_F(NarrowGatewayTest, RefusesWhatHasWaitedTooLong) {
  Ask(ReplyWithId("t-1"));
  const Call& waiting = Ask(ReplyWithId("t-2"));
  loop_.Advance(absl::Seconds(5));
  EXPECT_THAT(waiting.result, Optional(FailsWith(OVERLOADED)));
  EXPECT_FALSE(RecordOf("t-2"));
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(NarrowGatewayTest, AnswersAReplayWhereNoSlotIsFree) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  Ask(ReplyWithId("t-2"));
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(IsReplayed()));
  Deliver(gateway_);
}

TEST_F(NarrowGatewayTest, LetsNoReplyOvertakeOneThatWaits) {
  Ask(ReplyWithId("t-1"));
  Ask(ReplyWithId("t-2"));
  Deliver(gateway_);
  EXPECT_EQ(gateway::MemberOf(gateway_.FirstWaiting(), "transaction_id"), "t-2");
  Deliver(gateway_);
}

// A gateway that must not fail twice in a row.
class BreakingGatewayTest : public ReplyBridgeFixture {
 protected:
  void Fail(const std::string& transaction_id, const TransportResult& result) {
    Ask(ReplyWithId(transaction_id));
    Answer(gateway_, result);
  }

  gateway::FakeTransport& gateway_ =
      AddMerchant(kIsspid, {.breaker_failures = 2, .breaker_pause = absl::Seconds(30)});
};

TEST_F(BreakingGatewayTest, RefusesAfterFailuresInARowAndSaysWhenToComeBack) {
  Fail("t-1", ConnectionLost());
  Fail("t-2", Unreachable());
  loop_.Advance(absl::Seconds(10));
  const Call& refused = Ask(ReplyWithId("t-3"));
  ASSERT_THAT(refused.result, Optional(FailsWith(CIRCUIT_OPEN)));
  EXPECT_EQ(FailureOf(refused.result).retry_after, absl::Seconds(20));
  EXPECT_EQ(gateway_.sent(), 2u);
  EXPECT_FALSE(RecordOf("t-3"));
}

TEST_F(BreakingGatewayTest, SendsAgainAfterThePause) {
  Fail("t-1", ConnectionLost());
  Fail("t-2", ConnectionLost());
  loop_.Advance(*FailureOf(Ask(ReplyWithId("t-3")).result).retry_after);
  const Call& call = Ask(ReplyWithId("t-3"));
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

size_t Times(const std::string& part, const std::string& text) {
  return std::vector<std::string>(absl::StrSplit(text, part)).size() - 1;
}

TEST_F(BreakingGatewayTest, TellsTheLogOnceThatItPausesAndOnceThatItGoesOn) {
  const std::string pauses = R"("message":"sending to the gateway pauses","isspid":"39493002")";
  const std::string goes_on = R"("message":"sending to the gateway goes on","isspid":"39493002")";
  testing::internal::CaptureStderr();
  for (const char* id : {"t-1", "t-2", "t-3", "t-4"}) {
    Fail(id, Unreachable());
    loop_.Advance(absl::Seconds(30));
  }
  const std::string broken = testing::internal::GetCapturedStderr();
  EXPECT_EQ(Times(pauses, broken), 1u);
  EXPECT_EQ(Times(goes_on, broken), 0u);
  testing::internal::CaptureStderr();
  for (const char* id : {"t-5", "t-6"}) {
    Ask(ReplyWithId(id));
    Deliver(gateway_);
  }
  const std::string mended = testing::internal::GetCapturedStderr();
  EXPECT_EQ(Times(goes_on, mended), 1u);
  EXPECT_EQ(Times(pauses, mended), 0u);
}

TEST_F(BreakingGatewayTest, AnswersAReplayWhileItPauses) {
  Fail("t-1", ConnectionLost());
  Fail("t-2", ConnectionLost());
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
}

TEST_F(BreakingGatewayTest, DoesNotPauseWhenTheGatewayAnswersNo) {
  for (const char* id : {"t-1", "t-2", "t-3"}) {
    Ask(ReplyWithId(id));
    Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  }
  Fail("t-4", HttpStatus(429));
  Fail("t-5", HttpStatus(429));
  const Call& call = Ask(ReplyWithId("t-6"));
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(BreakingGatewayTest, DoesNotPauseForASlowLedger) {
  ledger_.LimitClaims(absl::Seconds(10));
  ledger_.Hold(ledger::LedgerCall::kClaim);
  for (const char* id : {"t-1", "t-2", "t-3"}) Ask(ReplyWithId(id));
  loop_.Advance(absl::Seconds(10));
  ledger_.Resume(ledger::LedgerCall::kClaim);
  loop_.RunUntilIdle();
  const Call& call = Ask(ReplyWithId("t-4"));
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(BreakingGatewayTest, LetsAReplayTryNothing) {
  Fail("t-1", ConnectionLost());
  Fail("t-2", ConnectionLost());
  loop_.Advance(absl::Seconds(30));
  EXPECT_THAT(Ask(ReplyWithId("t-1")).result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  const Call& call = Ask(ReplyWithId("t-3"));
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

// Every way in which a message may end, with a single slot.
class EndingTest : public ReplyBridgeFixture, public testing::WithParamInterface<MessageEnding> {
 protected:
  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.concurrency_max = 1});
};

INSTANTIATE_TEST_SUITE_P(
    Endings, EndingTest,
    testing::Values(
        MessageEnding{"Delivered", &gateway::Success}, MessageEnding{"Forged", &gateway::Forged},
        MessageEnding{"Rejected",
                      [](const std::string& message) { return AnswerTo(message, "1001", "no"); }},
        MessageEnding{"ComeBackLater", [](const std::string&) { return HttpStatus(429); }},
        MessageEnding{"Lost", [](const std::string&) { return ConnectionLost(); }},
        MessageEnding{"Unreachable", [](const std::string&) { return Unreachable(); }}),
    &MessageEnding::Name);

TEST_P(EndingTest, GivesTheSlotToTheNextReply) {
  Ask(ReplyWithId("t-1"));
  const Call& next = Ask(ReplyWithId("t-2"));
  Answer(gateway_, GetParam().answer(gateway_.FirstWaiting()));
  Deliver(gateway_);
  EXPECT_THAT(next.result, Optional(IsDelivered()));
}

TEST_P(EndingTest, GivesTheSlotBackBeforeTheOutcomeIsOnRecord) {
  ledger_.Hold(LedgerCall::kSettle);
  ledger_.Hold(LedgerCall::kRelease);
  Ask(ReplyWithId("t-1"));
  Answer(gateway_, GetParam().answer(gateway_.FirstWaiting()));
  Ask(ReplyWithId("t-2"));
  EXPECT_EQ(gateway_.sent(), 2u);
  ledger_.Resume(LedgerCall::kSettle);
  ledger_.Resume(LedgerCall::kRelease);
  Deliver(gateway_);
}

}  // namespace
}  // namespace imageco::bridge
