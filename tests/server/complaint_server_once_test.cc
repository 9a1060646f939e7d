// At most once, over real connections: whatever becomes of an answer, its message never goes twice.
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using sandbox::ConnectionAge;
using sandbox::ConnectionEnd;
using sandbox::ConnectionFault;
using sandbox::FaultPlan;
using sandbox::FaultPoint;

const auto IsUnknownOutcome = [] { return IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"); };

// A connection that ends after the gateway has read a message and before it answers.
struct ConnectionCase {
  const char* name;
  bool https;
  ConnectionEnd end;
  bool close_notify = true;
};

class LostAnswerTest : public ComplaintServerFixture,
                       public testing::WithParamInterface<ConnectionCase> {
 protected:
  LostAnswerTest() {
    GetParam().https ? UseHttps("/json") : UseHttp("/json");
    Start();
  }

  int LoseAnswer(ConnectionAge connection, const ConnectionFault& fault) {
    return PlanFault([&](FaultPlan& plan) {
      plan.match.connection = connection;
      plan.connection = fault;
      plan.connection->end = GetParam().end;
      plan.connection->close_notify = GetParam().close_notify;
    });
  }

  void ExpectUnknownAndSentOnce(const std::string& transaction_id, std::uint64_t received) {
    EXPECT_THAT(Reply(ReplyWithId(transaction_id)).status, IsUnknownOutcome());
    EXPECT_EQ(gateway().counts().received, received);
    EXPECT_THAT(Reply(ReplyWithId(transaction_id)).status, IsUnknownOutcome());
    EXPECT_EQ(gateway().counts().received, received);
    EXPECT_EQ(gateway().counts().duplicates, 0u);
    EXPECT_EQ(StateOf(transaction_id), complaint::v1::REPLY_STATE_UNKNOWN);
  }
};

INSTANTIATE_TEST_SUITE_P(Connections, LostAnswerTest,
                         testing::Values(ConnectionCase{"Closed", false, ConnectionEnd::kClose},
                                         ConnectionCase{"Reset", false, ConnectionEnd::kReset},
                                         ConnectionCase{"TlsClosed", true, ConnectionEnd::kClose},
                                         ConnectionCase{"TlsClosedWithoutNotice", true,
                                                        ConnectionEnd::kClose, false},
                                         ConnectionCase{"TlsReset", true, ConnectionEnd::kReset}),
                         [](const auto& info) { return info.param.name; });

// libcurl alone would send it again (Curl_retry_request).
TEST_P(LostAnswerTest, SendsOnceOnAConnectionThatWasKept) {
  const int lost = LoseAnswer(ConnectionAge::kKeptAlive, {.at = FaultPoint::kAfterRequest});
  ASSERT_THAT(Reply(ReplyWithId("t-0")).status, IsOk());
  ExpectUnknownAndSentOnce("t-1", 2);
  EXPECT_EQ(gateway().fired(lost), 1);
}

TEST_P(LostAnswerTest, SendsOnceOnANewConnection) {
  const int lost = LoseAnswer(ConnectionAge::kFresh, {.at = FaultPoint::kAfterRequest});
  ExpectUnknownAndSentOnce("t-1", 1);
  EXPECT_EQ(gateway().fired(lost), 1);
}

TEST_P(LostAnswerTest, BelievesNoAnswerThatIsCutOff) {
  const int lost = LoseAnswer(ConnectionAge::kAny, {.at = FaultPoint::kAnswerByte, .byte = 100});
  ExpectUnknownAndSentOnce("t-1", 1);
  EXPECT_EQ(gateway().fired(lost), 1);
}

TEST_P(LostAnswerTest, SendsTheNextReplyOnAnotherConnection) {
  LoseAnswer(ConnectionAge::kAny, {.at = FaultPoint::kAfterRequest});
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsUnknownOutcome());
  EXPECT_THAT(Reply(ReplyWithId("t-2")).status, IsOk());
  EXPECT_EQ(gateway().counts().connections, 2u);
}

// An answer that came whole and is not to be believed.
struct AnswerCase {
  const char* name;
  void (*change)(FaultPlan& plan);
};

class DoubtfulAnswerTest : public ComplaintServerFixture,
                           public testing::WithParamInterface<AnswerCase> {};

INSTANTIATE_TEST_SUITE_P(
    Answers, DoubtfulAnswerTest,
    testing::Values(
        AnswerCase{"WrongSign", [](FaultPlan& plan) { plan.answer.wrong_sign = true; }},
        AnswerCase{"NoSign", [](FaultPlan& plan) { plan.answer.missing_sign = true; }},
        AnswerCase{"OtherReply",
                   [](FaultPlan& plan) { plan.answer.wrong_echo = "transaction_id"; }},
        AnswerCase{"ServerError", [](FaultPlan& plan) { plan.answer.http_status = 500; }},
        AnswerCase{"Redirect",
                   [](FaultPlan& plan) {
                     plan.answer.http_status = 307;
                     plan.answer.headers = {{"Location", "/json"}};
                   }},
        AnswerCase{"Html", [](FaultPlan& plan) { plan.answer.body = sandbox::BodyKind::kHtml; }},
        AnswerCase{"Garbage",
                   [](FaultPlan& plan) { plan.answer.body = sandbox::BodyKind::kGarbage; }},
        AnswerCase{"Empty", [](FaultPlan& plan) { plan.answer.body = sandbox::BodyKind::kNone; }},
        AnswerCase{"Cut", [](FaultPlan& plan) { plan.answer.body_bytes = 50; }}),
    [](const auto& info) { return info.param.name; });

TEST_P(DoubtfulAnswerTest, LeavesTheOutcomeOpenAndSendsOnce) {
  const int doubtful = PlanFault(GetParam().change);
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsUnknownOutcome());
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsUnknownOutcome());
  EXPECT_EQ(gateway().fired(doubtful), 1);
  EXPECT_EQ(gateway().counts().received, 1u);
}

class SentOnceTest : public ComplaintServerFixture {};

TEST_F(SentOnceTest, BelievesAnAnswerWithNodesItDoesNotKnow) {
  PlanFault([](FaultPlan& plan) { plan.answer.extra_nodes = true; });
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
}

TEST_F(SentOnceTest, LeavesTheOutcomeOpenWhenNoAnswerComesInTime) {
  const int hang =
      PlanFault([](FaultPlan& plan) { plan.connection = {.end = ConnectionEnd::kHang}; });
  merchant().mutable_gateway()->mutable_exchange_timeout()->set_nanos(200'000'000);
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsUnknownOutcome());
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsUnknownOutcome());
  EXPECT_EQ(gateway().fired(hang), 1);
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(SentOnceTest, SendsOneMessageForAHundredCallersWithOneId) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(100); });
  Start();
  std::vector<std::unique_ptr<PendingReply>> callers;
  for (int i = 0; i < 100; ++i) callers.push_back(StartReply(ReplyWithId("t-1")));
  int sent = 0;
  for (const auto& caller : callers) {
    EXPECT_THAT(caller->status(), IsOk());
    sent += !caller->response().replayed();
  }
  EXPECT_EQ(sent, 1);
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(SentOnceTest, SendsEveryOneOfAHundredIds) {
  Start();
  std::vector<std::unique_ptr<PendingReply>> callers;
  for (int i = 0; i < 100; ++i)
    callers.push_back(StartReply(ReplyWithId("t-" + std::to_string(i))));
  for (const auto& caller : callers) EXPECT_THAT(caller->status(), IsOk());
  EXPECT_EQ(gateway().counts().applied, 100u);
  EXPECT_EQ(gateway().counts().duplicates, 0u);
}

}  // namespace
}  // namespace imageco::server
