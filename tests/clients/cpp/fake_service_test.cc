#include "imageco/complaint/testing/fake_service.h"

#include <chrono>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ReplyRequest With(ReplyRequest request, std::string ReplyRequest::*field, const std::string& text) {
  request.*field = text;
  return request;
}

class FakeServiceTest : public ::testing::Test {
 protected:
  FakeService bridge_;
  Client client_ = bridge_.Connect(WithoutRetries());
};

TEST_F(FakeServiceTest, TakesOneIdOnce) {
  EXPECT_FALSE(client_.Reply(SampleRequest("t1"))->replayed);
  const Result<ReplyResponse> again = client_.Reply(SampleRequest("t1"));
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->result->id, "0000");
  EXPECT_THAT(bridge_.delivered(), SizeIs(1));
  EXPECT_THAT(bridge_.received(), SizeIs(2));
}

TEST_F(FakeServiceTest, TakesEachMerchantsIdsApart) {
  EXPECT_FALSE(client_.Reply(SampleRequest("t1"))->replayed);
  EXPECT_FALSE(
      client_.Reply(With(SampleRequest("t1"), &ReplyRequest::isspid, "39493003"))->replayed);
}

TEST_F(FakeServiceTest, RefusesAnotherPayloadUnderAnId) {
  ASSERT_TRUE(client_.Reply(SampleRequest("t1")).ok());
  ReplyRequest with_image = SampleRequest("t1");
  with_image.response_images = {"a"};
  ReplyRequest with_link = SampleRequest("t1");
  with_link.jump_link = JumpLink{"https://x", "x"};
  for (ReplyRequest other :
       {With(SampleRequest("t1"), &ReplyRequest::seller_account, "x"),
        With(SampleRequest("t1"), &ReplyRequest::complaint_id, "x"),
        With(SampleRequest("t1"), &ReplyRequest::response_content, "x"), with_image, with_link}) {
    EXPECT_EQ(client_.Reply(other).error().reason, Reason::kTransactionIdReused);
  }
}

TEST_F(FakeServiceTest, NamesEveryFieldThatIsMissing) {
  ReplyRequest request;
  request.jump_link = JumpLink();
  const Error error = client_.Reply(request).error();
  EXPECT_EQ(error.reason, Reason::kInvalidRequest);
  const auto named = [](const char* field) { return Field(&FieldViolation::field, field); };
  EXPECT_THAT(error.violations,
              ElementsAre(named("seller_account"), named("complaint_id"), named("response_content"),
                          named("jump_link.url"), named("jump_link.text")));
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
}

// By the options of the proto, as the bridge does.
TEST_F(FakeServiceTest, NamesEveryFieldThatBreaksALimit) {
  ReplyRequest request = SampleRequest("t1");
  request.isspid = "123456789";
  request.transaction_id = std::string(33, 'x');
  request.seller_account = "1\r";
  request.complaint_id = "\u00a01";
  request.response_content = " \u3000\u200b";
  request.response_images = {"a", "", "b|c", "d ", "e"};
  request.jump_link = JumpLink{"http://x", "一二三四五六七八九十一"};
  const auto named = [](const char* field) { return Field(&FieldViolation::field, field); };
  EXPECT_THAT(
      client_.Reply(request).error().violations,
      ElementsAre(named("isspid"), named("transaction_id"), named("seller_account"),
                  named("complaint_id"), named("response_content"), named("response_images"),
                  named("response_images[1]"), named("response_images[2]"),
                  named("response_images[3]"), named("jump_link.url"), named("jump_link.text")));
}

TEST_F(FakeServiceTest, CountsCharactersAndNotBytes) {
  ReplyRequest request = SampleRequest("t1");
  request.response_content.clear();
  for (int i = 0; i < 200; ++i) request.response_content += "😀";
  EXPECT_TRUE(client_.Reply(request).ok());
  request = SampleRequest("t2");
  for (int i = 0; i < 200; ++i) request.response_content += "解";
  EXPECT_EQ(client_.Reply(request).error().violations[0].description,
            "has 208 characters, at most 200 are allowed");
}

TEST_F(FakeServiceTest, OnlyChecksWhereItIsAskedTo) {
  ReplyRequest request = SampleRequest("t1");
  request.validate_only = true;
  const Result<ReplyResponse> reply = client_.Reply(request);
  ASSERT_TRUE(reply.ok());
  EXPECT_FALSE(reply->result);
  EXPECT_FALSE(reply->settle_time);
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
  EXPECT_EQ(client_.GetReply(kIsspid, "t1").error().reason, Reason::kReplyNotFound);
}

TEST_F(FakeServiceTest, TellsWhatTheConsumerSawInOrder) {
  for (const char* id : {"t2", "t1", "t3"}) ASSERT_TRUE(client_.Reply(SampleRequest(id)).ok());
  EXPECT_THAT(bridge_.delivered(), ElementsAre(Field(&ReplyRequest::transaction_id, "t2"),
                                               Field(&ReplyRequest::transaction_id, "t1"),
                                               Field(&ReplyRequest::transaction_id, "t3")));
}

TEST_F(FakeServiceTest, FailsAsOftenAsItIsTold) {
  bridge_.FailNext(Reason::kOverloaded, 2);
  EXPECT_FALSE(client_.Reply(SampleRequest("t1")).ok());
  EXPECT_FALSE(client_.GetReply(kIsspid, "t1").ok());
  EXPECT_TRUE(client_.Reply(SampleRequest("t1")).ok());
}

TEST_F(FakeServiceTest, RemembersARefusal) {
  Error rejected;
  rejected.reason = Reason::kGatewayRejected;
  rejected.gateway_result = GatewayResult{"1001", "投诉单已完结"};
  bridge_.FailNext(rejected);
  for (int i = 0; i < 2; ++i) {
    const Error error = client_.Reply(SampleRequest("t1")).error();
    EXPECT_EQ(error.reason, Reason::kGatewayRejected);
    EXPECT_EQ(error.gateway_result->id, "1001");
  }
  const Result<ReplyRecord> record = client_.GetReply(kIsspid, "t1");
  EXPECT_EQ(record->state, ReplyState::kRejected);
  EXPECT_EQ(record->result->comment, "投诉单已完结");
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
}

TEST_F(FakeServiceTest, RemembersAnUnknownOutcomeUntilItIsSettled) {
  bridge_.FailNext(Reason::kOutcomeUnknown);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(client_.Reply(SampleRequest("t1")).error().reason, Reason::kOutcomeUnknown);
  }
  EXPECT_EQ(client_.GetReply(kIsspid, "t1")->state, ReplyState::kUnknown);
  bridge_.Settle(kIsspid, "t1", Verdict::kNotDelivered);
  EXPECT_EQ(client_.GetReply(kIsspid, "t1")->finding->verdict, Verdict::kNotDelivered);
  EXPECT_FALSE(client_.Reply(SampleRequest("t1"))->replayed);
  EXPECT_THAT(bridge_.delivered(), SizeIs(1));
}

TEST_F(FakeServiceTest, AnswersWhatAnOperatorFoundDelivered) {
  bridge_.FailNext(Reason::kOutcomeUnknown);
  ASSERT_FALSE(client_.Reply(SampleRequest("t1")).ok());
  bridge_.Settle(kIsspid, "t1", Verdict::kDelivered);
  const Result<ReplyResponse> reply = client_.Reply(SampleRequest("t1"));
  ASSERT_TRUE(reply.ok());
  EXPECT_TRUE(reply->replayed);
  EXPECT_FALSE(reply->result);
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
}

TEST_F(FakeServiceTest, SettlesNothingElse) {
  ASSERT_TRUE(client_.Reply(SampleRequest("t1")).ok());
  bridge_.Settle(kIsspid, "t1", Verdict::kNotDelivered);
  bridge_.Settle(kIsspid, "nowhere", Verdict::kNotDelivered);
  EXPECT_EQ(client_.GetReply(kIsspid, "t1")->state, ReplyState::kDelivered);
}

TEST_F(FakeServiceTest, LosesARequestBeforeTheReplyIsTaken) {
  bridge_.LoseNextRequest();
  EXPECT_EQ(client_.Reply(SampleRequest("t1")).error().code, Code::kUnavailable);
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
}

TEST_F(FakeServiceTest, LosesAnAnswerOnceTheReplyIsTaken) {
  bridge_.LoseNextAnswer();
  EXPECT_EQ(client_.Reply(SampleRequest("t1")).error().code, Code::kUnavailable);
  EXPECT_THAT(bridge_.delivered(), SizeIs(1));
}

TEST_F(FakeServiceTest, TakesItsTime) {
  bridge_.DelayNext(100ms);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(client_.Reply(SampleRequest("t1")).ok());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 100ms);
}

TEST_F(FakeServiceTest, TakesNoReplyThatItsCallerGaveUp) {
  bridge_.DelayNext(1min);
  EXPECT_FALSE(client_.Reply(SampleRequest("t1"), Within(100ms)).ok());
  EXPECT_THAT(bridge_.delivered(), IsEmpty());
}

TEST(FakeService, EndsWithACallUnderWay) {
  auto bridge = std::make_unique<FakeService>();
  bridge->DelayNext(1min);
  const Client client = bridge->Connect(WithoutRetries());
  std::thread caller([&client] { EXPECT_FALSE(client.Reply(SampleRequest("t1")).ok()); });
  while (bridge->received().empty()) std::this_thread::yield();
  const auto begin = std::chrono::steady_clock::now();
  bridge.reset();
  caller.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

}  // namespace
}  // namespace imageco::complaint::testing
