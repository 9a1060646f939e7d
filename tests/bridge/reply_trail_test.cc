// What a reply leaves on its way.
#include "bridge/reply_trail.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using gateway::Unreachable;
using testing::Optional;
using Source = ReplyTrail::Source;

constexpr absl::Duration kNone = absl::ZeroDuration();

class ReplyTrailTest : public ReplyBridgeTest {};

TEST_F(ReplyTrailTest, TellsHowLongTheExchangeTook) {
  Call& call = Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Seconds(3));
  gateway::TransportResult answer = gateway::Success(gateway_.FirstWaiting());
  answer.connect = absl::Seconds(1);
  Answer(gateway_, answer);
  EXPECT_EQ(call.trail.source, Source::kMessage);
  EXPECT_THAT(call.trail.wait, Optional(kNone));
  EXPECT_THAT(call.trail.claim, Optional(kNone));
  EXPECT_THAT(call.trail.connect, Optional(absl::Seconds(1)));
  EXPECT_THAT(call.trail.gateway, Optional(absl::Seconds(3)));
  EXPECT_THAT(call.trail.settle, Optional(kNone));
}

TEST_F(ReplyTrailTest, TellsThatItWasJoined) {
  Ask(ReplyWithId("t-1"));
  Call& joined = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_EQ(joined.trail.source, Source::kFlight);
  EXPECT_FALSE(joined.trail.gateway);
}

TEST_F(ReplyTrailTest, TellsThatItWasOnRecord) {
  Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  Call& again = Ask(ReplyWithId("t-1"));
  EXPECT_EQ(again.trail.source, Source::kRecord);
  EXPECT_TRUE(again.trail.claim);
  EXPECT_FALSE(again.trail.gateway);
}

TEST_F(ReplyTrailTest, TellsThatTheGatewayWasTried) {
  Call& call = Ask(ReplyWithId("t-1"));
  Answer(gateway_, Unreachable());
  EXPECT_EQ(call.trail.source, Source::kMessage);
  EXPECT_TRUE(call.trail.gateway);
  EXPECT_TRUE(call.trail.settle) << "the claim was taken back";
}

TEST_F(ReplyTrailTest, TellsNothingOfWhatCameToNothing) {
  EXPECT_EQ(Ask({}).trail.source, Source::kNothing);
  EXPECT_FALSE(Ask({}).trail.wait);
}

class BusyReplyTrailTest : public BusyGatewayTest {};

TEST_F(BusyReplyTrailTest, TellsHowLongItWaited) {
  Call& call = Ask(ReplyWithId("t-1"));
  loop_.Advance(absl::Seconds(2));
  Deliver(gateway_);
  EXPECT_THAT(call.trail.wait, Optional(absl::Seconds(2)));
  Deliver(gateway_);
}

TEST_F(BusyReplyTrailTest, FindsARecordWithoutWaiting) {
  Deliver(gateway_);
  Ask(ReplyWithId("t-1"));
  Call& again = Ask(ReplyWithId("busy"));
  EXPECT_EQ(again.trail.source, Source::kRecord);
  EXPECT_FALSE(again.trail.wait);
  Deliver(gateway_);
}

// Of a gateway that is not to be told.
TEST_F(ReplyTrailTest, TellsTheGatewayNoTrace) {
  base::Spawn(bridge_.Reply(ReplyWithId("t-1"),
                            {.merchants = merchants_,
                             .trace = {std::string(32, 'a'), std::string(16, 'b'), "01"}}),
              [](const ReplyResult&) {});
  loop_.RunUntilIdle();
  EXPECT_EQ(gateway_.exchanges().front().traceparent, "");
  Deliver(gateway_);
}

}  // namespace
}  // namespace imageco::bridge
