#include "bridge/record_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;
using ledger::Ending;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ToQueryTest, KeepsEveryEndingOnceHoweverOftenItsStateIsNamed) {
  ListRepliesRequest request;
  for (int i = 0; i < 1000; ++i) {
    request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
    request.add_states(complaint::v1::REPLY_STATE_SENDING);
    request.add_states(complaint::v1::REPLY_STATE_DELIVERED);
  }
  FieldFaults faults;
  EXPECT_THAT(ToQuery(request, faults).endings,
              ElementsAre(Ending::kUnknown, std::nullopt, Ending::kDelivered));
  EXPECT_THAT(faults, IsEmpty());
}

TEST(ToQueryTest, FindsEveryStateThatIsNone) {
  ListRepliesRequest request;
  request.add_states(complaint::v1::REPLY_STATE_UNSPECIFIED);
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  request.add_states(static_cast<complaint::v1::ReplyState>(99));
  FieldFaults faults;
  ToQuery(request, faults);
  ASSERT_THAT(faults, SizeIs(2));
  EXPECT_EQ(faults[0].field, "states[0]");
  EXPECT_EQ(faults[1].field, "states[2]");
}

TEST(ToFindingTest, WantsWordsThatShowSomething) {
  complaint::v1::SettleReplyRequest request;
  request.set_verdict(complaint::v1::VERDICT_DELIVERED);
  request.set_settled_by("\u3000");
  request.set_reason(" \u200B");
  FieldFaults faults;
  ToFinding(request, faults);
  ASSERT_THAT(faults, SizeIs(2));
  EXPECT_EQ(faults[0].field, "settled_by");
  EXPECT_EQ(faults[0].description, "required: is only blanks");
  EXPECT_EQ(faults[1].field, "reason");
}

}  // namespace
}  // namespace imageco::bridge
