// Callers with one id at the same time: they share one attempt.
#include "bridge/reply_bridge.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/task.h"
#include "bridge/fingerprint.h"
#include "bridge/ledger/ledger.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::DEADLINE_TOO_SHORT;
using complaint::v1::GATEWAY_REJECTED;
using complaint::v1::GATEWAY_UNREACHABLE;
using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::OVERLOADED;
using complaint::v1::RATE_LIMITED;
using complaint::v1::REPLY_IN_PROGRESS;
using complaint::v1::ReplyRequest;
using complaint::v1::TRANSACTION_ID_REUSED;
using gateway::AnswerTo;
using gateway::ConnectionLost;
using gateway::Unreachable;
using ledger::LedgerCall;
using testing::Each;
using testing::Field;
using testing::Optional;
using testing::Pointee;

ReplyRequest OtherReplyWithId(const std::string& transaction_id) {
  ReplyRequest request = ReplyWithId(transaction_id);
  request.set_response_content("another text");
  return request;
}

// Many callers with one id, of the gateway that `Base` has.
template <typename Base>
class JoinFixture : public Base {
 protected:
  using typename Base::Call;

  std::vector<const Call*> AskTimes(int times, const std::string& transaction_id) {
    std::vector<const Call*> calls;
    for (int i = 0; i < times; ++i) calls.push_back(&this->Ask(ReplyWithId(transaction_id)));
    return calls;
  }
  // Of a Call*.
  static auto Hears(auto result) { return Pointee(Field(&Call::result, Optional(result))); }
};

using ReplyBridgeJoinTest = JoinFixture<ReplyBridgeTest>;
using BusyJoinTest = JoinFixture<BusyGatewayTest>;

TEST_F(ReplyBridgeJoinTest, SendsOneMessageForManyCallersWithOneId) {
  const Call& leader = Ask(ReplyWithId("t-1"));
  const auto joiners = AskTimes(99, "t-1");
  EXPECT_EQ(gateway_.sent(), 1u);
  Deliver(gateway_);
  EXPECT_THAT(leader.result, Optional(IsDelivered()));
  EXPECT_THAT(joiners, Each(Hears(IsReplayed())));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeJoinTest, JoinsBeforeTheClaimIsOnRecord) {
  ledger_.Hold(LedgerCall::kClaim);
  const auto calls = AskTimes(3, "t-1");
  EXPECT_EQ(ledger_.count(LedgerCall::kClaim), 1);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  Deliver(gateway_);
  EXPECT_THAT(calls.front()->result, Optional(IsDelivered()));
  EXPECT_THAT(calls.back()->result, Optional(IsReplayed()));
}

TEST_F(ReplyBridgeJoinTest, JoinsUntilTheOutcomeIsOnRecord) {
  ledger_.Hold(LedgerCall::kSettle);
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  const Call& joiner = Ask(ReplyWithId("t-1"));
  EXPECT_FALSE(joiner.result);
  ledger_.Resume(LedgerCall::kSettle);
  loop_.RunUntilIdle();
  EXPECT_THAT(joiner.result, Optional(IsReplayed()));
}

TEST_F(ReplyBridgeJoinTest, TellsJoinersThatTheOutcomeIsUnknown) {
  const auto calls = AskTimes(3, "t-1");
  Answer(gateway_, ConnectionLost());
  EXPECT_THAT(calls, Each(Hears(FailsWith(OUTCOME_UNKNOWN))));
}

TEST_F(ReplyBridgeJoinTest, TellsJoinersWhatTheGatewayRefused) {
  const auto calls = AskTimes(3, "t-1");
  Answer(gateway_, AnswerTo(gateway_.FirstWaiting(), "1001", "投诉单不存在"));
  EXPECT_THAT(calls, Each(Hears(FailsWith(GATEWAY_REJECTED))));
}

TEST_F(ReplyBridgeJoinTest, TellsJoinersThatNothingWasSentAndTriesNoneOfThem) {
  const auto calls = AskTimes(3, "t-1");
  Answer(gateway_, Unreachable());
  EXPECT_THAT(calls, Each(Hears(FailsWith(GATEWAY_UNREACHABLE))));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeJoinTest, RefusesAnotherPayloadInFlightAtOnce) {
  const Call& leader = Ask(ReplyWithId("t-1"));
  const Call& other = Ask(OtherReplyWithId("t-1"));
  EXPECT_THAT(other.result, Optional(FailsWith(TRANSACTION_ID_REUSED)));
  EXPECT_FALSE(leader.result);
  Deliver(gateway_);
  EXPECT_THAT(leader.result, Optional(IsDelivered()));
  EXPECT_EQ(gateway_.sent(), 1u);
}

// The other payload may be the one that comes too late.
TEST_F(ReplyBridgeJoinTest, DoesNotRefuseADeliveredReplyForAnotherPayloadThatAsksFirst) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  ledger_.Hold(LedgerCall::kClaim);
  const Call& other = Ask(OtherReplyWithId("t-1"));
  const Call& again = Ask(ReplyWithId("t-1"));
  EXPECT_FALSE(again.result);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(other.result, Optional(FailsWith(TRANSACTION_ID_REUSED)));
  EXPECT_THAT(again.result, Optional(IsReplayed()));
}

TEST_F(ReplyBridgeJoinTest, AsksOnceMoreForAllWhoComeWhileItIsAskedWhetherAnotherPayloadHasTheId) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  const int claims = ledger_.count(LedgerCall::kClaim);
  ledger_.Hold(LedgerCall::kClaim);
  std::vector<const Call*> calls;
  for (int i = 0; i < 10; ++i) calls.push_back(&Ask(OtherReplyWithId("t-1")));
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(calls, Each(Hears(FailsWith(TRANSACTION_ID_REUSED))));
  // The first, and the second for all who came after the first had asked.
  EXPECT_EQ(ledger_.count(LedgerCall::kClaim), claims + 2);
}

TEST_F(ReplyBridgeJoinTest, SendsOtherIdsByThemselves) {
  Ask(ReplyWithId("t-1"));
  Ask(ReplyWithId("t-2"));
  EXPECT_EQ(gateway_.sent(), 2u);
  Deliver(gateway_);
  Deliver(gateway_);
}

TEST_F(ReplyBridgeJoinTest, SettlesForTheOthersWhenAJoinerGoes) {
  const Call& leader = Ask(ReplyWithId("t-1"));
  Call& joiner = Ask(ReplyWithId("t-1"));
  Leave(joiner);
  Deliver(gateway_);
  EXPECT_THAT(leader.result, Optional(IsDelivered()));
  EXPECT_THAT(joiner.result, Optional(IsReplayed()));
}

TEST_F(ReplyBridgeJoinTest, TellsJoinersWhenTheLeaderGoesAfterTheSend) {
  Call& leader = Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  Leave(leader);
  Deliver(gateway_);
  EXPECT_THAT(joiner.result, Optional(IsReplayed()));
}

TEST_F(ReplyBridgeJoinTest, LetsAJoinerLeadWhenTheLeaderGoesDuringTheClaim) {
  ledger_.Hold(LedgerCall::kClaim);
  Call& leader = Ask(ReplyWithId("t-1"));
  const auto joiners = AskTimes(3, "t-1");
  Leave(leader);
  ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(leader.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_EQ(gateway_.sent(), 1u);
  Deliver(gateway_);
  EXPECT_THAT(joiners[0]->result, Optional(IsDelivered()));
  EXPECT_THAT(joiners[1]->result, Optional(IsReplayed()));
  EXPECT_THAT(joiners[2]->result, Optional(IsReplayed()));
}

TEST_F(BusyGatewayTest, LetsAJoinerLeadWhenTheLeaderGoesWaitingForASlot) {
  Call& leader = Ask(ReplyWithId("t-1"));
  const Call& joiner = Ask(ReplyWithId("t-1"));
  Leave(leader);
  EXPECT_THAT(leader.result, Optional(FailsWith(DEADLINE_TOO_SHORT)));
  EXPECT_FALSE(joiner.result);
  Deliver(gateway_);
  EXPECT_EQ(gateway_.sent(), 2u);
  Deliver(gateway_);
  EXPECT_THAT(joiner.result, Optional(IsDelivered()));
}

TEST_F(BusyGatewayTest, LetsAJoinerLeadWhenTheLeadersDeadlineIsTooShort) {
  const Call& leader = Ask(ReplyWithId("t-1"), absl::Seconds(1));
  const Call& joiner = Ask(ReplyWithId("t-1"), absl::Seconds(9));
  loop_.Advance(absl::Seconds(1));
  EXPECT_TRUE(leader.result);
  EXPECT_FALSE(joiner.result);
  Deliver(gateway_);
  Deliver(gateway_);
  EXPECT_THAT(joiner.result, Optional(IsDelivered()));
}

// A slot in a hundred seconds, and nobody waits so long.
class NoSlotJoinTest : public JoinFixture<ReplyBridgeFixture> {
 protected:
  NoSlotJoinTest() {
    Ask(ReplyWithId("first"));
    Deliver(gateway_);
  }

  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.rate_per_second = 0.01, .burst = 1});
};

// Who comes while the first one looks it up has another look: one for all.
TEST_F(NoSlotJoinTest, TellsJoinersThatNobodyHasASlot) {
  ledger_.Hold(LedgerCall::kFind);
  const auto calls = AskTimes(10, "t-1");
  ledger_.Resume(LedgerCall::kFind);
  loop_.RunUntilIdle();
  EXPECT_THAT(calls, Each(Hears(FailsWith(RATE_LIMITED))));
  EXPECT_EQ(ledger_.count(LedgerCall::kFind), 2);
}

TEST_F(BusyJoinTest, TellsJoinersThatTheWaitForASlotWasTooLong) {
  const auto calls = AskTimes(10, "t-1");
  loop_.Advance(2 * admission::AdmissionOptions().wait_max);
  EXPECT_THAT(calls, Each(Hears(FailsWith(OVERLOADED))));
  EXPECT_EQ(ledger_.count(LedgerCall::kFind), 2);
  Deliver(gateway_);
}

// What another replica does.
base::Task<void> DeliverElsewhere(ledger::Ledger& ledger, ReplyRequest request) {
  const ledger::Key key{request.isspid(), request.transaction_id()};
  auto claim = ledger.Claim(key, *FingerprintOf(request));
  (co_await claim).IgnoreError();
  auto settle = ledger.Settle(key, {.ending = ledger::Ending::kDelivered});
  (co_await settle).IgnoreError();
}

TEST_F(BusyGatewayTest, TellsNoRefusalToWhoCameAfterItsLookUp) {
  const Call& leader = Ask(ReplyWithId("t-1"));
  base::Spawn(DeliverElsewhere(memory_ledger_, ReplyWithId("t-1")), [] {});
  const Call& joiner = Ask(ReplyWithId("t-1"));
  loop_.Advance(admission::AdmissionOptions().wait_max);
  EXPECT_THAT(leader.result, Optional(FailsWith(OVERLOADED)));
  EXPECT_THAT(joiner.result, Optional(IsReplayed()));
  Deliver(gateway_);
}

TEST_F(BusyGatewayTest, RefusesAnotherPayloadOnceTheFirstHasTheId) {
  const Call& leader = Ask(ReplyWithId("t-1"));
  const Call& other = Ask(OtherReplyWithId("t-1"));
  EXPECT_FALSE(other.result);
  Deliver(gateway_);
  Deliver(gateway_);
  EXPECT_THAT(other.result, Optional(FailsWith(TRANSACTION_ID_REUSED)));
  EXPECT_THAT(leader.result, Optional(IsDelivered()));
}

TEST_F(BusyGatewayTest, TakesAnotherPayloadWhereTheFirstWentWithoutATrace) {
  Call& leader = Ask(ReplyWithId("t-1"));
  Leave(leader);
  const Call& other = Ask(OtherReplyWithId("t-1"));
  Deliver(gateway_);
  Deliver(gateway_);
  EXPECT_THAT(other.result, Optional(IsDelivered()));
}

// Two processes over one ledger and one gateway.
class ReplicasTest : public ReplyBridgeTest {
 protected:
  ReplicasTest() { replica_ledger_.ClaimElsewhere(); }

  ledger::FaultyLedger replica_ledger_{loop_, memory_ledger_};
  ReplyBridge replica_{loop_, replica_ledger_, Plan()};
};

TEST_F(ReplicasTest, SaysInProgressWhileAnotherReplicaSends) {
  const Call& first = Ask(ReplyWithId("t-1"));
  const Call& second = Ask(replica_, ReplyWithId("t-1"));
  EXPECT_THAT(second.result, Optional(FailsWith(REPLY_IN_PROGRESS)));
  Deliver(gateway_);
  EXPECT_THAT(first.result, Optional(IsDelivered()));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplicasTest, SendsOnceWhenBothClaimAtOnce) {
  ledger_.Hold(LedgerCall::kClaim);
  replica_ledger_.Hold(LedgerCall::kClaim);
  const Call& first = Ask(ReplyWithId("t-1"));
  const Call& second = Ask(replica_, ReplyWithId("t-1"));
  ledger_.Resume(LedgerCall::kClaim);
  replica_ledger_.Resume(LedgerCall::kClaim);
  loop_.RunUntilIdle();
  EXPECT_THAT(second.result, Optional(FailsWith(REPLY_IN_PROGRESS)));
  Deliver(gateway_);
  EXPECT_THAT(first.result, Optional(IsDelivered()));
  EXPECT_EQ(gateway_.sent(), 1u);
}

// Between release and answer, another replica may send it.
TEST_F(ReplicasTest, DoesNotTellWhoComesDuringTheReleaseThatNothingWasSent) {
  const Call& first = Ask(ReplyWithId("t-1"));
  ledger_.Hold(LedgerCall::kRelease);
  Answer(gateway_, Unreachable());
  const Call& joiner = Ask(ReplyWithId("t-1"));
  ledger_.Resume(LedgerCall::kRelease);
  loop_.RunUntilIdle();
  EXPECT_THAT(first.result, Optional(FailsWith(GATEWAY_UNREACHABLE)));
  EXPECT_FALSE(joiner.result);
  Deliver(gateway_);
  EXPECT_THAT(joiner.result, Optional(IsDelivered()));
}

TEST_F(ReplicasTest, AnswersWhatAnotherReplicaSettled) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(Ask(replica_, ReplyWithId("t-1")).result, Optional(IsReplayed()));
}

TEST_F(ReplicasTest, RefusesAnotherPayloadThatAnotherReplicaSends) {
  Ask(ReplyWithId("t-1"));
  EXPECT_THAT(Ask(replica_, OtherReplyWithId("t-1")).result,
              Optional(FailsWith(TRANSACTION_ID_REUSED)));
  Deliver(gateway_);
}

}  // namespace
}  // namespace imageco::bridge
