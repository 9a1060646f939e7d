// What the log tells of a call.
#include "server/calls/complaint_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/log.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

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

}  // namespace
}  // namespace imageco::server
