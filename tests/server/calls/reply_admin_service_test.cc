// Operators over gRPC: what they see and settle, what callers then hear, and what the gateway gets.
#include "server/calls/reply_admin_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/calls/reply_admin_fixture.h"

namespace imageco::server {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ReplyRecord;
using complaint::v1::SettleReplyRequest;
using complaint::v1::VERDICT_DELIVERED;
using complaint::v1::VERDICT_NOT_DELIVERED;
using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ListRepliesRequest Unknown() {
  ListRepliesRequest request;
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  return request;
}

// Whoever can connect is an operator.
class ReplyAdminServiceTest : public ReplyAdminFixture {
 protected:
  ReplyAdminServiceTest() { config().set_allow_admin_without_identity(true); }

  // Leaves a reply of unknown outcome, which the gateway took or not.
  void LoseAnswer(const std::string& transaction_id, bool apply) {
    LoseNextAnswer(apply);
    EXPECT_THAT(Reply(ReplyWithId(transaction_id)).status,
                IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
  }
};

TEST_F(ReplyAdminServiceTest, SendsAgainWhatWasSettledAsNotDelivered) {
  Start();
  ASSERT_THAT(Reply(ReplyWithId("t-0")).status, IsOk());
  LoseAnswer("t-1", /*apply=*/false);
  EXPECT_THAT(IdsOf(List(Unknown())), ElementsAre("t-1"));

  const Settled settled = Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED));
  ASSERT_THAT(settled.status, IsOk());
  EXPECT_EQ(settled.response.reply().state(), complaint::v1::REPLY_STATE_NOT_DELIVERED);
  EXPECT_THAT(IdsOf(List(Unknown())), IsEmpty());
  EXPECT_EQ(gateway().counts().received, 2u) << "a settlement sends nothing";

  const Answer answer = Reply(ReplyWithId("t-1"));
  EXPECT_THAT(answer.status, IsOk());
  EXPECT_FALSE(answer.response.replayed());
  EXPECT_EQ(gateway().counts().received, 3u);
  EXPECT_EQ(gateway().counts().applied, 2u);
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_EQ(gateway().counts().received, 3u);
  ReplyRecord reply;
  ASSERT_THAT(GetReply(kIsspid, "t-1", reply), IsOk());
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_EQ(reply.finding().verdict(), VERDICT_NOT_DELIVERED);
}

TEST_F(ReplyAdminServiceTest, SendsNothingAgainThatWasSettledAsDelivered) {
  Start();
  LoseAnswer("t-1", /*apply=*/true);
  ASSERT_THAT(Settle(SettlementOf("t-1", VERDICT_DELIVERED)).status, IsOk());
  const Answer answer = Reply(ReplyWithId("t-1"));
  EXPECT_THAT(answer.status, IsOk());
  EXPECT_TRUE(answer.response.replayed());
  EXPECT_FALSE(answer.response.has_result());
  EXPECT_EQ(gateway().counts().received, 1u);
  EXPECT_EQ(gateway().counts().duplicates, 0u);
}

TEST_F(ReplyAdminServiceTest, RefusesAnotherPayloadUnderASettledId) {
  Start();
  LoseAnswer("t-1", /*apply=*/false);
  ASSERT_THAT(Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED)).status, IsOk());
  complaint::v1::ReplyRequest other = ReplyWithId("t-1");
  other.set_response_content("别的");
  EXPECT_THAT(Reply(other).status, IsError(StatusCode::ALREADY_EXISTS, "TRANSACTION_ID_REUSED"));
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(ReplyAdminServiceTest, ListsPageByPage) {
  Start();
  for (const char* id : {"t-1", "t-2", "t-3"}) ASSERT_THAT(Reply(ReplyWithId(id)).status, IsOk());
  ListRepliesRequest request;
  request.set_page_size(2);
  const Listed first = List(request);
  EXPECT_THAT(IdsOf(first), ElementsAre("t-1", "t-2"));
  request.set_page_token(first.response.next_page_token());
  const Listed second = List(request);
  EXPECT_THAT(IdsOf(second), ElementsAre("t-3"));
  EXPECT_EQ(second.response.next_page_token(), "");
}

TEST_F(ReplyAdminServiceTest, TellsErrorsAsTheContractHasThem) {
  Start();
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(Settle(SettlementOf("t-1", VERDICT_DELIVERED)).status,
              IsError(StatusCode::FAILED_PRECONDITION, "REPLY_NOT_UNKNOWN"));
  EXPECT_THAT(Settle(SettlementOf("t-2", VERDICT_DELIVERED)).status,
              IsError(StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
  SettleReplyRequest other = SettlementOf("t-1", VERDICT_DELIVERED);
  other.set_isspid("12345678");
  EXPECT_THAT(Settle(other).status, IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
  const Settled empty = Settle({});
  EXPECT_THAT(empty.status, IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST"));
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(empty.status)->field_violations_size(), 4);
  ListRepliesRequest request;
  request.set_page_size(501);
  EXPECT_THAT(List(request).status, IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST"));
}

TEST_F(ReplyAdminServiceTest, LogsWhoSettledWhatHowAndWhy) {
  Start();
  LoseAnswer("t-1", /*apply=*/false);
  testing::internal::CaptureStderr();
  Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED));
  const std::string log = testing::internal::GetCapturedStderr();
  for (const char* field :
       {R"("message":"settlement")", R"("isspid":"39493002")", R"("transaction_id":"t-1")",
        R"("outcome":"SETTLED")", R"("verdict":"VERDICT_NOT_DELIVERED")", R"("settled_by":"alice")",
        R"("reason":"looked at the complaint")", R"("caller":"ipv4)"}) {
    EXPECT_THAT(log, HasSubstr(field));
  }
}

TEST_F(ReplyAdminServiceTest, LogsTheOnlyMerchantWhereARequestNamesNone) {
  Start();
  LoseAnswer("t-1", /*apply=*/false);
  SettleReplyRequest request = SettlementOf("t-1", VERDICT_NOT_DELIVERED);
  request.clear_isspid();
  testing::internal::CaptureStderr();
  Settle(request);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(R"("outcome":"SETTLED")"));
  EXPECT_THAT(log, HasSubstr(R"("isspid":"39493002")"));
}

TEST_F(ReplyAdminServiceTest, LogsASettlementThatChangedNothing) {
  Start();
  testing::internal::CaptureStderr();
  Settle(SettlementOf("t-1", VERDICT_DELIVERED));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(R"("outcome":"REPLY_NOT_FOUND")"));
}

TEST_F(ReplyAdminServiceTest, CountsItsCallsWithThoseOfReply) {
  config().mutable_limits()->set_calls_max(1);
  PlanFault(
      [](sandbox::FaultPlan& plan) { plan.connection = {.end = sandbox::ConnectionEnd::kHang}; });
  Start();
  const auto pending = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  EXPECT_THAT(List({}).status, IsError(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"));
  gateway().Reset();
}

}  // namespace
}  // namespace imageco::server
