// What the log tells of a call.
#include "server/calls/complaint_service.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/base/log.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using complaint::v1::ReplyRequest;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using ComplaintServiceTest = ComplaintServerFixture;

TEST_F(ComplaintServiceTest, LogsWhichReplyEndedHow) {
  Start();
  testing::internal::CaptureStderr();
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr(R"("message":"reply","isspid":"39493002","transaction_id":"t-1")"),
                    HasSubstr(R"("outcome":"DELIVERED")")));
}

TEST_F(ComplaintServiceTest, LogsTheAddressOfACallerWithoutACertificate) {
  Start();
  testing::internal::CaptureStderr();
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(R"("caller":"ipv4:127.0.0.1:)"));
}

TEST_F(ComplaintServiceTest, LogsNoReplyBelowTheLeastSeverity) {
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kWarning);
  Start();
  testing::internal::CaptureStderr();
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kInfo);
}

TEST_F(ComplaintServiceTest, LogsTheOnlyMerchantWhereARequestNamesNone) {
  Start();
  complaint::v1::ReplyRequest request = ReplyWithId("t-1");
  request.clear_isspid();
  testing::internal::CaptureStderr();
  ASSERT_THAT(Reply(request).status, IsOk());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(R"("isspid":"39493002")"));
}

// What a gateway says is logged; what it repeats of the reply is not.
TEST_F(ComplaintServiceTest, LogsNoTextThatAGatewayRepeats) {
  Start();
  complaint::v1::ReplyRequest request = ReplyWithId("t-1");
  request.set_response_content("您的订单已经退款");
  request.mutable_jump_link()->set_url("https://shop.example/orders/1");
  PlanFault([](sandbox::FaultPlan& plan) {
    plan.answer.result_id = "1001";
    plan.answer.comment = "违规：您的订单已经退款 https://shop.example/orders/1";
  });
  testing::internal::CaptureStderr();
  const grpc::Status status = Reply(request).status;
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(status.error_message(), HasSubstr("您的订单已经退款"));
  EXPECT_THAT(log, HasSubstr("违规：[response_content] [jump_link.url]"));
}

TEST_F(ComplaintServiceTest, RecordsAndTellsNoTextThatAGatewayRepeatsUnverified) {
  Start();
  PlanFault([](sandbox::FaultPlan& plan) {
    plan.answer.result_id = "9002";
    plan.answer.comment = "违规：已与用户沟通解决";
    plan.answer.wrong_sign = true;
  });
  testing::internal::CaptureStderr();
  const grpc::Status status = Reply(ReplyWithId("t-1")).status;
  const std::string log = testing::internal::GetCapturedStderr();
  complaint::v1::ReplyRecord record;
  ASSERT_THAT(GetReply(kIsspid, "t-1", record), IsOk());
  for (const std::string& text : {log, status.error_message(), record.Utf8DebugString()}) {
    EXPECT_THAT(text, Not(HasSubstr("沟通")));
  }
  EXPECT_THAT(status.error_message(), HasSubstr("9002 违规：[response_content]"));
}

// One reply hangs at the gateway, and one waits for its turn: nobody else may.
class TurningAwayTest : public ComplaintServiceTest {
 protected:
  TurningAwayTest() {
    merchant().mutable_admission()->set_concurrency_max(1);
    merchant().mutable_admission()->set_waiting_max(1);
    Start();
    EXPECT_THAT(Reply(ReplyWithId("t-0")).status, IsOk());
    PlanFault(
        [](sandbox::FaultPlan& plan) { plan.connection = {.end = sandbox::ConnectionEnd::kHang}; });
    sent_ = StartReply(ReplyWithId("t-1"));
    AwaitReceived(2);
    waiting_ = StartReply(ReplyWithId("t-2"));
    AwaitMetric(absl::StrCat("complaint_replies_waiting{isspid=\"", kIsspid, "\"} 1"));
  }
  ~TurningAwayTest() override { gateway().Reset(); }

  void AwaitMetric(const std::string& line) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < give_up) {
      const std::string metrics = HttpGet(server().operations_address(), "/metrics").body;
      if (metrics.find(line) != std::string::npos) return;
    }
    FAIL() << line;
  }

  std::unique_ptr<PendingReply> sent_;
  std::unique_ptr<PendingReply> waiting_;
};

TEST_F(TurningAwayTest, RefusesWhoComesBeyondThoseWhoMayWait) {
  const Answer refused = Reply(ReplyWithId("t-3"));
  EXPECT_THAT(refused.status, IsError(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"));
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(refused.status));
  complaint::v1::ReplyRecord record;
  EXPECT_THAT(GetReply(kIsspid, "t-3", record),
              IsError(grpc::StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
}

TEST_F(TurningAwayTest, CountsWhomItRefuses) {
  Reply(ReplyWithId("t-3"));
  AwaitMetric(
      absl::StrCat("complaint_replies_total{isspid=\"", kIsspid, "\",outcome=\"OVERLOADED\"} 1"));
}

TEST_F(TurningAwayTest, ChecksWhatIsOnlyToBeChecked) {
  ReplyRequest request = ReplyWithId("t-3");
  request.set_validate_only(true);
  EXPECT_THAT(Reply(request).status, IsOk());
}

TEST_F(TurningAwayTest, LooksUpNoReplayInTheLedger) {
  EXPECT_THAT(Reply(ReplyWithId("t-0")).status,
              IsError(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"));
}

// Again where tests before have had as many lines as there may be in a second.
TEST_F(TurningAwayTest, LogsAFewOfManyAndTheNumberOfTheOthers) {
  constexpr size_t kRefused = 100;
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  size_t lines = 0;
  while (lines == 0 && std::chrono::steady_clock::now() < give_up) {
    testing::internal::CaptureStderr();
    for (size_t i = 0; i < kRefused; ++i) Reply(ReplyWithId(absl::StrCat("t-", 10 + i)));
    const std::string log = testing::internal::GetCapturedStderr();
    const std::vector<std::string> parts = absl::StrSplit(log, "\"outcome\":\"OVERLOADED");
    lines = parts.size() - 1;
    EXPECT_LT(lines, kRefused);
  }
  EXPECT_GT(lines, 0u);
}

TEST_F(ComplaintServiceTest, LogsOneInSoManyThatWereDeliveredAndAllOthers) {
  config().set_log_delivered_one_in(3);
  Start();
  testing::internal::CaptureStderr();
  for (int i = 0; i < 7; ++i) ASSERT_THAT(Reply(ReplyWithId(absl::StrCat("t-", i))).status, IsOk());
  ReplyRequest refused = ReplyWithId("t-8");
  refused.clear_complaint_id();
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(Reply(refused).status.ok());
  const std::string log = testing::internal::GetCapturedStderr();
  const auto lines = [&log](const std::string& outcome) {
    const std::vector<std::string> parts = absl::StrSplit(log, "\"outcome\":\"" + outcome);
    return parts.size() - 1;
  };
  EXPECT_EQ(lines("DELIVERED"), 3u);
  EXPECT_EQ(lines("INVALID_REQUEST"), 2u);
}

// A call with these headers, one "traceparent" each.
class TraceTest : public ComplaintServerFixture {
 protected:
  static constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
  static constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  std::string LogOf(const std::vector<std::string>& traceparents) {
    testing::internal::CaptureStderr();
    grpc::ClientContext context;
    for (const std::string& traceparent : traceparents) {
      context.AddMetadata("traceparent", traceparent);
    }
    complaint::v1::ReplyResponse response;
    EXPECT_THAT(Connect()->Reply(&context, ReplyWithId("t-1"), &response), IsOk());
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(TraceTest, IsInTheLog) {
  Start();
  EXPECT_THAT(LogOf({kTraceparent}),
              testing::ContainsRegex(
                  absl::StrCat("\"trace_id\":\"", kTrace, "\",\"span_id\":\"[0-9a-f]{16}\"}")));
}

TEST_F(TraceTest, IsAbsentWhereItIsNotValid) {
  Start();
  for (const std::vector<std::string>& traceparents :
       {std::vector<std::string>{}, {"00-x"}, {kTraceparent, kTraceparent}}) {
    EXPECT_THAT(LogOf(traceparents), Not(HasSubstr("trace_id")));
  }
}

}  // namespace
}  // namespace imageco::server
