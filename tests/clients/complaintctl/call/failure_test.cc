#include "clients/complaintctl/call/failure.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Failure Decode(const std::string& details) {
  return DecodeFailure(absl::StatusCode::kUnavailable, "message", details);
}

TEST(DecodeFailure, TakesEverythingThatTheBridgeSays) {
  FakeDetails details;
  details.reason = "RATE_LIMITED";
  details.metadata = {{"result_id", "1001"}, {"result_comment", "请稍后再试"}};
  details.violations = {{"isspid", "is missing"}, {"jump_link.url", "is no HTTPS URL"}};
  details.retry_delay = absl::Milliseconds(1500);
  const Failure failure = Decode(details.Serialize());
  EXPECT_EQ(failure.code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(failure.message, "message");
  EXPECT_EQ(failure.reason, "RATE_LIMITED");
  EXPECT_EQ(failure.metadata.at("result_comment"), "请稍后再试");
  ASSERT_THAT(failure.violations, SizeIs(2));
  EXPECT_EQ(failure.violations[1].field, "jump_link.url");
  EXPECT_EQ(failure.violations[1].description, "is no HTTPS URL");
  EXPECT_EQ(failure.retry_delay, absl::Milliseconds(1500));
}

TEST(DecodeFailure, KnowsNoReasonWithoutDetails) {
  const Failure failure = Decode("");
  EXPECT_EQ(failure.message, "message");
  EXPECT_THAT(failure.reason, IsEmpty());
  EXPECT_FALSE(failure.retry_delay);
}

TEST(DecodeFailure, DoesNotTakeTheWordOfAnotherDomain) {
  FakeDetails details;
  details.reason = "DRAINING";
  details.domain = "mesh.example";
  details.metadata = {{"a", "b"}};
  const Failure failure = Decode(details.Serialize());
  EXPECT_THAT(failure.reason, IsEmpty());
  EXPECT_THAT(failure.metadata, IsEmpty());
}

TEST(DecodeFailure, SurvivesDetailsThatAreCutAnywhere) {
  FakeDetails details;
  details.reason = "DRAINING";
  details.retry_delay = absl::Seconds(60);
  const std::string bytes = details.Serialize();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const Failure failure = Decode(bytes.substr(0, length));
    EXPECT_TRUE(failure.reason.empty() || failure.reason == "DRAINING") << length;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
