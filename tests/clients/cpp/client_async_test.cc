#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/testing/fake_service.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using testing::FakeService;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Nobody listens there.
constexpr char kNobody[] = "127.0.0.1:1";

CallOptions Until(const CancelSource& source) {
  CallOptions options;
  options.cancel = source.token();
  return options;
}

TEST(ClientReplyAsync, TellsWhatBecameOfIt) {
  FakeService bridge;
  const Client client = bridge.Connect();
  ReplyRequest request = SampleRequest();
  std::promise<Result<ReplyResponse>> told;
  client.ReplyAsync(request, [&told](Result<ReplyResponse> result) { told.set_value(result); });
  EXPECT_THAT(request.transaction_id, SizeIs(32));
  const Result<ReplyResponse> result = told.get_future().get();
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->transaction_id, request.transaction_id);
  EXPECT_EQ(result->result->id, "0000");
  EXPECT_THAT(bridge.received(), SizeIs(1));
}

TEST(ClientReplyAsync, IsAFutureToo) {
  FakeService bridge;
  const Client client = bridge.Connect();
  std::vector<std::future<Result<ReplyResponse>>> replies;
  for (int i = 0; i < 20; ++i) replies.push_back(client.ReplyAsync(SampleRequest()));
  for (auto& reply : replies) EXPECT_TRUE(reply.get().ok());
  EXPECT_THAT(bridge.received(), SizeIs(20));
}

TEST(ClientReplyAsync, TellsOnAThreadOfItsOwn) {
  FakeService bridge;
  const Client client = bridge.Connect();
  std::promise<std::thread::id> told;
  client.ReplyAsync(SampleRequest(),
                    [&told](const auto&) { told.set_value(std::this_thread::get_id()); });
  EXPECT_NE(told.get_future().get(), std::this_thread::get_id());
}

TEST(ClientReplyAsync, RefusesATextThatCannotTravel) {
  FakeService bridge;
  ReplyRequest request = SampleRequest("t1");
  request.response_content = "\xff";
  const Result<ReplyResponse> result = bridge.Connect().ReplyAsync(request).get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().violations[0].field, "response_content");
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientReplyAsync, TellsAnError) {
  FakeService bridge;
  bridge.FailNext(Reason::kGatewayRejected);
  const Result<ReplyResponse> result = bridge.Connect().ReplyAsync(SampleRequest("t1")).get();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().reason, Reason::kGatewayRejected);
  EXPECT_EQ(result.error().transaction_id, "t1");
}

TEST(ClientReplyAsync, RetriesUnderTheSameId) {
  FakeService bridge;
  bridge.FailNext(Reason::kDraining);
  ReplyRequest request = SampleRequest();
  EXPECT_TRUE(bridge.Connect().ReplyAsync(request).get().ok());
  ASSERT_THAT(bridge.received(), SizeIs(2));
  EXPECT_EQ(bridge.received()[0].transaction_id, bridge.received()[1].transaction_id);
}

TEST(ClientReplyAsync, SaysThatNothingWasSentWhereNoConnectionStands) {
  const Client client = Client::Connect(kNobody, Plaintext(), WithoutRetries()).value();
  const Error error = client.ReplyAsync(SampleRequest(), Within(10s)).get().error();
  EXPECT_EQ(error.code, Code::kUnavailable);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_THAT(error.message, HasSubstr("no connection to the bridge: "));
  EXPECT_THAT(error.message, HasSubstr("Connection refused"));
}

TEST(ClientReplyAsync, KeepsItsDeadline) {
  FakeService bridge;
  bridge.DelayNext(20s);
  const Error error = bridge.Connect().ReplyAsync(SampleRequest(), Within(200ms)).get().error();
  EXPECT_EQ(error.code, Code::kDeadlineExceeded);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(ClientReplyAsync, EndsWhereItsCallerCancels) {
  FakeService bridge;
  bridge.DelayNext(20s);
  CancelSource source;
  auto reply = bridge.Connect().ReplyAsync(SampleRequest(), Until(source));
  while (bridge.received().empty()) std::this_thread::sleep_for(1ms);
  source.Cancel();
  const Error error = reply.get().error();
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(ClientReplyAsync, DoesNotBeginWhereItIsCancelledAlready) {
  FakeService bridge;
  CancelSource source;
  source.Cancel();
  const Error error = bridge.Connect().ReplyAsync(SampleRequest(), Until(source)).get().error();
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientReplyUntilSettledAsync, AsksAgain) {
  FakeService bridge;
  bridge.FailNext(Reason::kReplyInProgress);
  EXPECT_TRUE(bridge.Connect().ReplyUntilSettledAsync(SampleRequest()).get().ok());
  EXPECT_THAT(bridge.received(), SizeIs(2));
}

TEST(ClientReplyUntilSettledAsync, EndsInAPauseWhereItsCallerCancels) {
  const Client client = Client::Connect(kNobody, Plaintext()).value();
  CancelSource source;
  auto reply = client.ReplyUntilSettledAsync(SampleRequest(), Until(source));
  std::this_thread::sleep_for(50ms);
  source.Cancel();
  const Error error = reply.get().error();
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kNothing);
}

TEST(ClientReplyUntilSettledAsync, EndsWithItsDeadline) {
  const Client client = Client::Connect(kNobody, Plaintext()).value();
  const Error error = client.ReplyUntilSettledAsync(SampleRequest(), Within(1s)).get().error();
  EXPECT_EQ(error.sent, Sent::kNothing);
}

TEST(ClientGetReplyAsync, TellsTheRecord) {
  FakeService bridge;
  const Client client = bridge.Connect();
  ASSERT_TRUE(client.Reply(SampleRequest("t1")).ok());
  std::promise<Result<ReplyRecord>> told;
  client.GetReplyAsync(kIsspid, "t1", [&told](Result<ReplyRecord> r) { told.set_value(r); });
  const Result<ReplyRecord> record = told.get_future().get();
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->state, ReplyState::kDelivered);
}

TEST(ClientAsync, NeedsNoClientOnceItBegan) {
  FakeService bridge;
  bridge.DelayNext(100ms);
  std::future<Result<ReplyResponse>> reply;
  {
    const Client client = bridge.Connect();
    reply = client.ReplyAsync(SampleRequest());
  }
  EXPECT_TRUE(reply.get().ok());
}

TEST(ClientAsync, MayBeginTheNextCallFromTheEndOfOne) {
  FakeService bridge;
  const Client client = bridge.Connect();
  std::promise<Result<ReplyResponse>> told;
  client.ReplyAsync(SampleRequest(), [client, &told](const auto&) {
    client.ReplyAsync(SampleRequest(), [&told](Result<ReplyResponse> r) { told.set_value(r); });
  });
  EXPECT_TRUE(told.get_future().get().ok());
  EXPECT_THAT(bridge.received(), SizeIs(2));
}

}  // namespace
}  // namespace imageco::complaint
