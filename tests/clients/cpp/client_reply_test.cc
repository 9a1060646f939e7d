#include <chrono>
#include <thread>
#include <vector>

#include "clients/cpp/src/status_details.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/testing/fake_service.h"
#include "tests/clients/cpp/fake_bridge.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::FakeService;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using Clock = std::chrono::steady_clock;

constexpr char kMadeId[] = "[0-9a-f]{32}";

TEST(ClientReply, DeliversWhatItIsGiven) {
  FakeService bridge;
  ReplyRequest request = SampleRequest("t1");
  request.response_images = {"a", "b"};
  request.jump_link = JumpLink{"https://www.xxx.com/aaaa", "查看订单详情"};
  const Result<ReplyResponse> reply = bridge.Connect().Reply(request);
  ASSERT_TRUE(reply.ok()) << reply.error().ToString();
  EXPECT_EQ(reply->transaction_id, "t1");
  EXPECT_EQ(reply->result->id, "0000");
  EXPECT_EQ(reply->result->comment, "回复成功");
  EXPECT_FALSE(reply->replayed);
  EXPECT_TRUE(reply->settle_time);
  ASSERT_THAT(bridge.delivered(), SizeIs(1));
  const ReplyRequest seen = bridge.delivered()[0];
  EXPECT_EQ(seen.isspid, kIsspid);
  EXPECT_EQ(seen.response_content, "已与用户沟通解决");
  EXPECT_THAT(seen.response_images, ElementsAre("a", "b"));
  EXPECT_EQ(seen.jump_link->text, "查看订单详情");
}

TEST(ClientReply, MakesAnIdThatTheCallerHasToo) {
  FakeService bridge;
  ReplyRequest request = SampleRequest();
  const Result<ReplyResponse> reply = bridge.Connect().Reply(request);
  ASSERT_TRUE(reply.ok());
  EXPECT_THAT(request.transaction_id, MatchesRegex(kMadeId));
  EXPECT_EQ(reply->transaction_id, request.transaction_id);
}

TEST(ClientReply, SendsNothingAnewWhereItIsAskedWithTheSameRequest) {
  FakeService bridge;
  const Client client = bridge.Connect();
  ReplyRequest request = SampleRequest();
  bridge.FailNext(Reason::kOverloaded);
  EXPECT_FALSE(client.Reply(request).ok());
  EXPECT_TRUE(client.Reply(request).ok());
  EXPECT_TRUE(client.Reply(request)->replayed);
  EXPECT_THAT(bridge.delivered(), SizeIs(1));
}

TEST(ClientReply, TellsTheIdOfATemporary) {
  FakeService bridge;
  const Client client = bridge.Connect();
  EXPECT_THAT(client.Reply(SampleRequest())->transaction_id, MatchesRegex(kMadeId));
  bridge.FailNext(Reason::kOutcomeUnknown);
  const Error error = client.Reply(SampleRequest()).error();
  EXPECT_THAT(error.transaction_id, MatchesRegex(kMadeId));
  EXPECT_THAT(error.ToString(), HasSubstr(error.transaction_id));
}

TEST(ClientReply, KeepsTheTextOutOfItsErrors) {
  FakeService bridge;
  const Client client = bridge.Connect(WithoutRetries());
  for (int reason = 1; reason <= 16; ++reason) {
    bridge.FailNext(static_cast<Reason>(reason));
    Result<ReplyResponse> reply = client.Reply(SampleRequest(std::to_string(reason)));
    ASSERT_FALSE(reply.ok()) << reason;
    EXPECT_THAT(reply.error().ToString(), Not(HasSubstr("沟通")));
  }
}

TEST(ClientReply, TellsEveryReason) {
  FakeService bridge;
  const Client client = bridge.Connect(WithoutRetries());
  for (int i = 1; i <= 16; ++i) {
    const auto reason = static_cast<Reason>(i);
    bridge.FailNext(reason);
    const Result<ReplyResponse> reply = client.Reply(SampleRequest(std::to_string(i)));
    ASSERT_FALSE(reply.ok()) << Name(reason);
    EXPECT_EQ(reply.error().reason, reason);
    EXPECT_EQ(reply.error().reason_name, Name(reason));
    EXPECT_EQ(reply.error().transaction_id, std::to_string(i));
  }
}

TEST(ClientReply, TellsWhatTheErrorCarries) {
  FakeService bridge;
  Error given;
  given.reason = Reason::kGatewayRejected;
  given.gateway_result = GatewayResult{"1001", "投诉单已完结"};
  given.violations = {{"complaint_id", "is unknown"}};
  given.retry_delay = 1500ms;
  bridge.FailNext(given);
  const Error error = bridge.Connect().Reply(SampleRequest("t1")).error();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_EQ(error.sent, Sent::kRefused);
  EXPECT_EQ(error.gateway_result->comment, "投诉单已完结");
  EXPECT_THAT(error.violations, ElementsAre(Field(&FieldViolation::field, "complaint_id")));
  EXPECT_EQ(error.retry_delay, 1500ms);
}

TEST(ClientReply, SurvivesAReasonAndDetailsThatItDoesNotKnow) {
  FakeService fake;
  Error later;
  later.code = Code::kAborted;
  later.reason = Reason::kUnrecognized;
  later.reason_name = "BRAND_NEW";
  fake.FailNext(later);
  const Error unrecognized = fake.Connect().Reply(SampleRequest("t1")).error();
  EXPECT_EQ(unrecognized.reason, Reason::kUnrecognized);
  EXPECT_EQ(unrecognized.reason_name, "BRAND_NEW");
  EXPECT_EQ(unrecognized.sent, Sent::kPerhaps);

  FakeBridge bridge;
  bridge.on_reply = [](const auto&, auto&) {
    return FakeStatus{absl::StatusCode::kAborted, "why", "\xFF\xFFno details"};
  };
  const Error malformed =
      Client::Connect(bridge.address(), Plaintext())->Reply(SampleRequest("t1")).error();
  EXPECT_EQ(malformed.reason, Reason::kNone);
  EXPECT_EQ(malformed.message, "why");
}

TEST(ClientReply, RetriesWhatIsUnavailableUnderTheSameId) {
  FakeService bridge;
  bridge.LoseNextRequest();
  bridge.FailNext(Reason::kDraining);
  bridge.LoseNextAnswer();
  ReplyRequest request = SampleRequest();
  const Result<ReplyResponse> reply = bridge.Connect().Reply(request);
  ASSERT_TRUE(reply.ok()) << reply.error().ToString();
  EXPECT_TRUE(reply->replayed);
  EXPECT_THAT(bridge.delivered(), SizeIs(1));
  ASSERT_THAT(bridge.received(), SizeIs(4));
  for (const ReplyRequest& attempt : bridge.received()) {
    EXPECT_EQ(attempt.transaction_id, request.transaction_id);
  }
}

TEST(ClientReply, DoesNotForgetALostAttempt) {
  FakeService bridge;
  bridge.LoseNextAnswer();
  bridge.FailNext(Reason::kRateLimited);
  const Error error = bridge.Connect().Reply(SampleRequest("t1")).error();
  EXPECT_EQ(error.reason, Reason::kRateLimited);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(bridge.delivered(), SizeIs(1));
}

TEST(ClientReply, DoesNotRetryWhatIsNotUnavailable) {
  FakeService bridge;
  const Client client = bridge.Connect();
  bridge.FailNext(Reason::kOutcomeUnknown);
  EXPECT_FALSE(client.Reply(SampleRequest("t1")).ok());
  EXPECT_THAT(bridge.received(), SizeIs(1));
}

TEST(ClientReply, DoesNotRetryWhereItIsTurnedOff) {
  FakeService bridge;
  bridge.LoseNextAnswer();
  const Error error = bridge.Connect(WithoutRetries()).Reply(SampleRequest("t1")).error();
  EXPECT_EQ(error.code, Code::kUnavailable);
  EXPECT_EQ(error.reason, Reason::kNone);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(bridge.received(), SizeIs(1));
}

TEST(ClientReply, EndsAtItsTimeout) {
  FakeService bridge;
  bridge.DelayNext(1min);
  const auto begin = Clock::now();
  const Error error = bridge.Connect().Reply(SampleRequest("t1"), Within(200ms)).error();
  EXPECT_LT(Clock::now() - begin, 10s);
  EXPECT_EQ(error.code, Code::kDeadlineExceeded);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_EQ(error.transaction_id, "t1");
}

TEST(ClientReply, EndsAtTheClientsTimeoutWhereTheCallNamesNone) {
  FakeService bridge;
  bridge.DelayNext(1min);
  ClientOptions options;
  options.timeout = 200ms;
  const Error error = bridge.Connect(options).Reply(SampleRequest("t1")).error();
  EXPECT_EQ(error.code, Code::kDeadlineExceeded);
}

TEST(ClientReply, SendsNothingWithoutTime) {
  FakeService bridge;
  for (const std::chrono::nanoseconds timeout : {0ns, -1ns, std::chrono::nanoseconds::min()}) {
    const Error error = bridge.Connect().Reply(SampleRequest("t1"), Within(timeout)).error();
    EXPECT_EQ(error.code, Code::kDeadlineExceeded);
    EXPECT_EQ(error.sent, Sent::kNothing);
    EXPECT_EQ(error.transaction_id, "t1");
  }
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientReply, TakesATimeoutBeyondAllTime) {
  FakeService bridge;
  EXPECT_TRUE(
      bridge.Connect().Reply(SampleRequest(), Within(std::chrono::nanoseconds::max())).ok());
}

TEST(ClientReply, EndsWhereItsCallerCancels) {
  FakeService bridge;
  bridge.DelayNext(1min);
  CancelSource source;
  CallOptions options;
  options.cancel = source.token();
  const Client client = bridge.Connect();
  std::thread caller([&] {
    while (bridge.received().empty()) std::this_thread::yield();
    source.Cancel();
  });
  const auto begin = Clock::now();
  const Error error = client.Reply(SampleRequest("t1"), options).error();
  caller.join();
  EXPECT_LT(Clock::now() - begin, 10s);
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.reason, Reason::kNone);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(bridge.delivered(), IsEmpty());
}

TEST(ClientReply, SendsNothingOnceItsCallerCancelled) {
  FakeService bridge;
  CancelSource source;
  source.Cancel();
  CallOptions options;
  options.cancel = source.token();
  const Error error = bridge.Connect().Reply(SampleRequest(), options).error();
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientReply, KnowsThatACheckSendsNothing) {
  FakeService bridge;
  bridge.LoseNextAnswer();
  ReplyRequest request = SampleRequest();
  request.validate_only = true;
  EXPECT_EQ(bridge.Connect(WithoutRetries()).Reply(request).error().sent, Sent::kNothing);
}

TEST(ClientReply, RefusesTextsThatAreNotUtf8) {
  FakeService bridge;
  ReplyRequest request = SampleRequest();
  request.response_content = "\xD2\xD1\xD3\xEB";  // 已与 in GBK
  request.response_images = {"a", "\xFF"};
  request.jump_link = JumpLink{"https://x", "\xFF"};
  const Client client = bridge.Connect();
  for (const Result<ReplyResponse>& reply :
       {client.Reply(request), client.ReplyUntilSettled(request)}) {
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Code::kInvalidArgument);
    EXPECT_EQ(reply.error().sent, Sent::kNothing);
    EXPECT_EQ(reply.error().transaction_id, request.transaction_id);
    EXPECT_THAT(reply.error().violations,
                ElementsAre(Field(&FieldViolation::field, "response_content"),
                            Field(&FieldViolation::field, "response_images[1]"),
                            Field(&FieldViolation::field, "jump_link.text")));
  }
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientReply, ServesManyThreads) {
  FakeService bridge;
  const Client client = bridge.Connect();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&client] {
      for (int call = 0; call < 20; ++call) EXPECT_TRUE(client.Reply(SampleRequest()).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(bridge.delivered(), SizeIs(160));
}

TEST(ClientGetReply, TellsTheRecord) {
  FakeService bridge;
  const Client client = bridge.Connect();
  ASSERT_TRUE(client.Reply(SampleRequest("t1")).ok());
  const Result<ReplyRecord> record = client.GetReply(kIsspid, "t1");
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->state, ReplyState::kDelivered);
  EXPECT_EQ(record->result->comment, "回复成功");
}

TEST(ClientGetReply, NeverSendsAnything) {
  FakeService bridge;
  const Client client = bridge.Connect(WithoutRetries());
  EXPECT_EQ(client.GetReply(kIsspid, "t1").error().reason, Reason::kReplyNotFound);
  bridge.LoseNextRequest();
  const Error error = client.GetReply(kIsspid, "t1").error();
  EXPECT_EQ(error.code, Code::kUnavailable);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_EQ(error.transaction_id, "t1");
  EXPECT_EQ(client.GetReply(kIsspid, "\xFF").error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace imageco::complaint
