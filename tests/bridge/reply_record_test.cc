#include "bridge/reply_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/gateway/codec/utf8.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::GATEWAY_REJECTED;
using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::REPLY_IN_PROGRESS;
using complaint::v1::ReplyRecord;
using complaint::v1::ReplyResponse;
using complaint::v1::TRANSACTION_ID_REUSED;
using ledger::Ending;
using ledger::Fingerprint;
using ledger::Record;
using ledger::Settlement;

const absl::Time kClaimTime = absl::FromUnixMillis(1'718'600'000'250);
const absl::Time kSettleTime = kClaimTime + absl::Milliseconds(500);

Settlement SettlementWith(Ending ending) {
  return {.ending = ending, .result_id = "0000", .result_comment = "回复成功", .time = kSettleTime};
}

Record RecordWith(std::optional<Settlement> settlement) {
  Record record;
  record.fingerprint = {1, 2, 3};
  record.claim_time = kClaimTime;
  record.settlement = std::move(settlement);
  return record;
}

TEST(ToSettlementTest, KeepsTheResultOfADelivery) {
  const Settlement settlement = ToSettlement(gateway::Delivered{{"0000", "回复成功"}});
  EXPECT_EQ(settlement.ending, Ending::kDelivered);
  EXPECT_EQ(settlement.result_id, "0000");
  EXPECT_EQ(settlement.result_comment, "回复成功");
}

TEST(ToSettlementTest, KeepsResultAndStatusOfARejection) {
  const Settlement settlement = ToSettlement(gateway::Rejected{{"1001", "no"}, 400});
  EXPECT_EQ(settlement.ending, Ending::kRejected);
  EXPECT_EQ(settlement.result_id, "1001");
  EXPECT_EQ(settlement.result_comment, "no");
  EXPECT_EQ(settlement.http_status, 400);
}

TEST(ToSettlementTest, KeepsNoMoreOfTheGatewaysTextsThanItTells) {
  std::string comment = "a";  // so that the limit falls into a character
  while (comment.size() < 5000) comment += "复";
  const gateway::GatewayResult result{std::string(100, '7'), comment};
  for (const gateway::Outcome& outcome : {gateway::Outcome(gateway::Delivered{result}),
                                          gateway::Outcome(gateway::Rejected{result})}) {
    const Settlement settlement = ToSettlement(outcome);
    EXPECT_EQ(settlement.result_id, std::string(64, '7'));
    EXPECT_EQ(settlement.result_comment, comment.substr(0, 1024));
    EXPECT_TRUE(gateway::CountCodePoints(settlement.result_comment));
  }
}

TEST(ToSettlementTest, CutsNoCharacterInTwo) {
  std::string comment;
  while (comment.size() < 5000) comment += "复";
  EXPECT_EQ(ToSettlement(gateway::Delivered{{"0000", comment}}).result_comment,
            comment.substr(0, 1023));
}

TEST(ToSettlementTest, KeepsWhyAnOutcomeIsUnknown) {
  const Settlement settlement = ToSettlement(gateway::Unknown{"connection reset"});
  EXPECT_EQ(settlement.ending, Ending::kUnknown);
  EXPECT_EQ(settlement.why, "connection reset");
}

TEST(ToSettlementTest, TakesWhatWasNotTakenForUnknownRatherThanForAnyResult) {
  EXPECT_EQ(ToSettlement(gateway::NotSent{"refused"}).ending, Ending::kUnknown);
  EXPECT_EQ(ToSettlement(gateway::Deferred{"later", absl::Seconds(1)}).ending, Ending::kUnknown);
}

TEST(ToResultTest, AnswersADelivery) {
  const ReplyResult result = ToResult(ReplyWithId("t-1"), SettlementWith(Ending::kDelivered));
  ASSERT_THAT(result, IsDelivered());
  const ReplyResponse& response = std::get<ReplyResponse>(result);
  EXPECT_EQ(response.isspid(), kIsspid);
  EXPECT_EQ(response.transaction_id(), "t-1");
  EXPECT_EQ(response.seller_account(), ReplyWithId("t-1").seller_account());
  EXPECT_EQ(response.complaint_id(), ReplyWithId("t-1").complaint_id());
  EXPECT_EQ(response.result().comment(), "回复成功");
  EXPECT_EQ(response.settle_time().seconds(), 1'718'600'000);
  EXPECT_EQ(response.settle_time().nanos(), 750'000'000);
}

TEST(ToResultTest, FailsARejection) {
  EXPECT_THAT(ToResult(ReplyWithId("t-1"), SettlementWith(Ending::kRejected)),
              FailsWith(GATEWAY_REJECTED));
}

TEST(ToResultTest, FailsWhatIsUnknown) {
  EXPECT_THAT(ToResult(ReplyWithId("t-1"), SettlementWith(Ending::kUnknown)),
              FailsWith(OUTCOME_UNKNOWN));
}

TEST(ReplayTest, AnswersTheSamePayloadAsReplayed) {
  const Record record = RecordWith(SettlementWith(Ending::kDelivered));
  EXPECT_THAT(Replay(ReplyWithId("t-1"), record.fingerprint, record), IsReplayed());
}

TEST(ReplayTest, RefusesAnotherPayloadHoweverTheFirstEnded) {
  for (const auto& settlement :
       {std::optional<Settlement>(), std::optional(SettlementWith(Ending::kDelivered)),
        std::optional(SettlementWith(Ending::kRejected)),
        std::optional(SettlementWith(Ending::kUnknown))}) {
    EXPECT_THAT(Replay(ReplyWithId("t-1"), Fingerprint{9}, RecordWith(settlement)),
                FailsWith(TRANSACTION_ID_REUSED));
  }
}

TEST(ReplayTest, SaysInProgressOfAClaimOfAnotherProcess) {
  Record record = RecordWith(std::nullopt);
  record.claimed_here = false;
  EXPECT_THAT(Replay(ReplyWithId("t-1"), record.fingerprint, record), FailsWith(REPLY_IN_PROGRESS));
}

// It is not in flight any more, or nobody would look at its record.
TEST(ReplayTest, SaysUnknownOfAClaimOfThisProcess) {
  const Record record = RecordWith(std::nullopt);
  EXPECT_THAT(Replay(ReplyWithId("t-1"), record.fingerprint, record), FailsWith(OUTCOME_UNKNOWN));
}

TEST(ReplayTest, AnswersWhatAnOperatorFoundDelivered) {
  Record record = RecordWith(Settlement{.ending = Ending::kDelivered, .time = kSettleTime});
  record.finding = {Ending::kDelivered, "alice", "looked", kSettleTime};
  const ReplyResult result = Replay(ReplyWithId("t-1"), record.fingerprint, record);
  ASSERT_THAT(result, IsReplayed());
  EXPECT_FALSE(std::get<ReplyResponse>(result).has_result());
}

TEST(AsReplayTest, LeavesAFailureAsItIs) {
  EXPECT_THAT(AsReplay(OutcomeUnknown("reset")), FailsWith(OUTCOME_UNKNOWN));
}

TEST(ToReplyRecordTest, ShowsEveryEnding) {
  const struct {
    Ending ending;
    complaint::v1::ReplyState state;
  } table[] = {
      {Ending::kDelivered, complaint::v1::REPLY_STATE_DELIVERED},
      {Ending::kRejected, complaint::v1::REPLY_STATE_REJECTED},
      {Ending::kUnknown, complaint::v1::REPLY_STATE_UNKNOWN},
      {Ending::kNotDelivered, complaint::v1::REPLY_STATE_NOT_DELIVERED},
  };
  for (const auto& row : table) {
    EXPECT_EQ(ToReplyRecord({kIsspid, "t-1"}, RecordWith(SettlementWith(row.ending))).state(),
              row.state);
  }
}

TEST(ToReplyRecordTest, ShowsKeyResultAndTimes) {
  const ReplyRecord record =
      ToReplyRecord({kIsspid, "t-1"}, RecordWith(SettlementWith(Ending::kDelivered)));
  EXPECT_EQ(record.isspid(), kIsspid);
  EXPECT_EQ(record.transaction_id(), "t-1");
  EXPECT_EQ(record.result().id(), "0000");
  EXPECT_EQ(record.claim_time().nanos(), 250'000'000);
  EXPECT_EQ(record.settle_time().nanos(), 750'000'000);
}

TEST(ToReplyRecordTest, ShowsNeitherResultNorEndWhileItIsSent) {
  const ReplyRecord record = ToReplyRecord({kIsspid, "t-1"}, RecordWith(std::nullopt));
  EXPECT_EQ(record.state(), complaint::v1::REPLY_STATE_SENDING);
  EXPECT_FALSE(record.has_settle_time());
  EXPECT_FALSE(record.has_result());
}

TEST(ToReplyRecordTest, SaysWhyOfWhatIsUnknownAlone) {
  for (const Ending ending :
       {Ending::kDelivered, Ending::kRejected, Ending::kUnknown, Ending::kNotDelivered}) {
    const Settlement settlement = {.ending = ending, .why = "connection reset"};
    EXPECT_EQ(ToReplyRecord({kIsspid, "t-1"}, RecordWith(settlement)).why(),
              ending == Ending::kUnknown ? "connection reset" : "");
  }
}

TEST(ToReplyRecordTest, ShowsAFindingWithItsOwnTime) {
  Record record = RecordWith(std::nullopt);
  record.finding = {Ending::kNotDelivered, "alice", "looked", kSettleTime, "spiffe://alice"};
  const complaint::v1::Finding finding = ToReplyRecord({kIsspid, "t-1"}, record).finding();
  EXPECT_EQ(finding.verdict(), complaint::v1::VERDICT_NOT_DELIVERED);
  EXPECT_EQ(finding.settled_by(), "alice");
  EXPECT_EQ(finding.settled_by_identity(), "spiffe://alice");
  EXPECT_EQ(finding.reason(), "looked");
  EXPECT_EQ(finding.settle_time().nanos(), 750'000'000);
  record.finding->ending = Ending::kDelivered;
  EXPECT_EQ(ToReplyRecord({kIsspid, "t-1"}, record).finding().verdict(),
            complaint::v1::VERDICT_DELIVERED);
}

}  // namespace
}  // namespace imageco::bridge
