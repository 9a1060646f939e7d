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

}  // namespace
}  // namespace imageco::server
