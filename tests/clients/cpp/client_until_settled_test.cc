#include <chrono>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/testing/fake_service.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using testing::FakeService;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Clock = std::chrono::steady_clock;

TEST(ClientReplyUntilSettled, AsksAgainUnderTheSameId) {
  FakeService bridge;
  bridge.LoseNextAnswer();
  bridge.FailNext(Reason::kReplyInProgress);
  bridge.FailNext(Reason::kOverloaded);
  ReplyRequest request = SampleRequest();
  const Result<ReplyResponse> reply = bridge.Connect(WithoutRetries()).ReplyUntilSettled(request);
  ASSERT_TRUE(reply.ok()) << reply.error().ToString();
  EXPECT_TRUE(reply->replayed);
  EXPECT_EQ(reply->transaction_id, request.transaction_id);
  EXPECT_THAT(bridge.delivered(), SizeIs(1));
  ASSERT_THAT(bridge.received(), SizeIs(4));
  for (const ReplyRequest& attempt : bridge.received()) {
    EXPECT_EQ(attempt.transaction_id, request.transaction_id);
  }
}

TEST(ClientReplyUntilSettled, LeavesAnUnknownOutcomeToAnOperator) {
  FakeService bridge;
  bridge.FailNext(Reason::kOutcomeUnknown);
  const Client client = bridge.Connect();
  ReplyRequest request = SampleRequest();
  const Error error = client.ReplyUntilSettled(request).error();
  EXPECT_EQ(error.reason, Reason::kOutcomeUnknown);
  EXPECT_EQ(error.transaction_id, request.transaction_id);
  EXPECT_THAT(bridge.received(), SizeIs(1));
  bridge.Settle(kIsspid, request.transaction_id, Verdict::kDelivered);
  EXPECT_TRUE(client.ReplyUntilSettled(request).ok());
  EXPECT_THAT(bridge.delivered(), IsEmpty());
}

TEST(ClientReplyUntilSettled, EndsAtItsTimeoutWhereNobodyListens) {
  const Client client = Client::Connect("127.0.0.1:1", Plaintext()).value();
  const auto begin = Clock::now();
  const Error error = client.ReplyUntilSettled(SampleRequest("t1"), Within(1s)).error();
  EXPECT_LT(Clock::now() - begin, 10s);
  EXPECT_EQ(error.reason, Reason::kNone);
  EXPECT_EQ(error.transaction_id, "t1");
}

TEST(ClientReplyUntilSettled, EndsAtItsTimeoutWhereNobodyAnswers) {
  FakeService bridge;
  bridge.DelayNext(1min);
  const auto begin = Clock::now();
  const Error error =
      bridge.Connect().ReplyUntilSettled(SampleRequest("t1"), Within(500ms)).error();
  EXPECT_LT(Clock::now() - begin, 10s);
  EXPECT_EQ(error.code, Code::kDeadlineExceeded);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(ClientReplyUntilSettled, EndsWhereItsCallerCancels) {
  FakeService bridge;
  bridge.FailNext(Reason::kOverloaded, /*calls=*/1000);
  CancelSource source;
  CallOptions options;
  options.cancel = source.token();
  std::thread caller([&] {
    while (bridge.received().size() < 2) std::this_thread::yield();
    source.Cancel();
  });
  const auto begin = Clock::now();
  const Error error = bridge.Connect().ReplyUntilSettled(SampleRequest("t1"), options).error();
  caller.join();
  EXPECT_LT(Clock::now() - begin, 10s);
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.transaction_id, "t1");
}

}  // namespace
}  // namespace imageco::complaint
