#include "imageco/complaint/error.h"

#include "clients/cpp/src/status_details.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// The details of a bridge, by Google's own messages.
std::string Details(const std::string& reason, const std::string& domain = "complaint.imageco") {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(domain);
  (*info.mutable_metadata())["result_id"] = "1001";
  (*info.mutable_metadata())["result_comment"] = "投诉单已完结";
  google::rpc::BadRequest bad_request;
  bad_request.add_field_violations()->set_field("jump_link.url");
  bad_request.mutable_field_violations(0)->set_description("is no HTTPS URL");
  google::rpc::RetryInfo retry_info;
  retry_info.mutable_retry_delay()->set_seconds(1);
  retry_info.mutable_retry_delay()->set_nanos(500'000'000);
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  status.add_details()->PackFrom(bad_request);
  status.add_details()->PackFrom(retry_info);
  return status.SerializeAsString();
}

Error Decode(const std::string& details, Code code = Code::kFailedPrecondition) {
  return DecodeError(code, "why", details);
}

TEST(DecodeError, TakesEverythingThatTheBridgeSays) {
  const Error error = Decode(Details("GATEWAY_REJECTED"));
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_EQ(error.message, "why");
  EXPECT_EQ(error.reason, Reason::kGatewayRejected);
  EXPECT_EQ(error.reason_name, "GATEWAY_REJECTED");
  EXPECT_EQ(error.sent, Sent::kRefused);
  EXPECT_EQ(error.retry_delay, milliseconds(1500));
  EXPECT_THAT(error.violations, ElementsAre(::testing::AllOf(
                                    Field(&FieldViolation::field, "jump_link.url"),
                                    Field(&FieldViolation::description, "is no HTTPS URL"))));
  ASSERT_TRUE(error.gateway_result);
  EXPECT_EQ(error.gateway_result->id, "1001");
  EXPECT_EQ(error.gateway_result->comment, "投诉单已完结");
  EXPECT_THAT(error.metadata,
              ElementsAre(Pair("result_comment", "投诉单已完结"), Pair("result_id", "1001")));
}

TEST(DecodeError, KnowsNoReasonWithoutDetails) {
  const Error error = Decode("", Code::kUnavailable);
  EXPECT_EQ(error.reason, Reason::kNone);
  EXPECT_THAT(error.reason_name, IsEmpty());
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_FALSE(error.retry_delay);
  EXPECT_FALSE(error.gateway_result);
}

TEST(DecodeError, DoesNotTakeTheWordOfAnotherDomain) {
  const Error error = Decode(Details("DRAINING", "mesh.example"), Code::kUnavailable);
  EXPECT_EQ(error.reason, Reason::kNone);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(error.metadata, IsEmpty());
}

TEST(DecodeError, KeepsTheTextOfALaterReason) {
  const Error error = Decode(Details("BRAND_NEW"), Code::kPermissionDenied);
  EXPECT_EQ(error.reason, Reason::kUnrecognized);
  EXPECT_EQ(error.reason_name, "BRAND_NEW");
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(error.ToString(), HasSubstr("BRAND_NEW (PERMISSION_DENIED): why; "));
}

TEST(DecodeError, GoesByTheReasonAndNotByTheCode) {
  EXPECT_EQ(Decode(Details("OUTCOME_UNKNOWN"), Code::kUnavailable).sent, Sent::kPerhaps);
  EXPECT_EQ(Decode(Details("DRAINING"), Code::kUnknown).sent, Sent::kNothing);
}

TEST(DecodeError, KnowsThatACallWasTurnedAwayInFrontOfTheBridge) {
  for (int code = 1; code <= 16; ++code) {
    const auto given = static_cast<Code>(code);
    const bool turned_away = given == Code::kUnimplemented || given == Code::kUnauthenticated;
    EXPECT_EQ(Decode("", given).sent == Sent::kNothing, turned_away) << Name(given);
  }
}

TEST(DecodeError, SurvivesDetailsThatAreCutAnywhere) {
  const std::string bytes = Details("DRAINING");
  for (size_t length = 0; length < bytes.size(); ++length) {
    const Error error = Decode(bytes.substr(0, length));
    EXPECT_TRUE(error.reason == Reason::kNone || error.reason == Reason::kDraining) << length;
  }
}

TEST(DecodeError, SurvivesDetailsWithAnyByteChanged) {
  const std::string bytes = Details("DRAINING");
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Decode(changed).ToString().empty()) << i;
  }
}

TEST(DecodeError, SurvivesADelayBeyondAllTime) {
  google::rpc::RetryInfo retry_info;
  retry_info.mutable_retry_delay()->set_seconds(315'576'000'000);
  google::rpc::Status status;
  status.add_details()->PackFrom(retry_info);
  EXPECT_EQ(Decode(status.SerializeAsString()).retry_delay, std::chrono::nanoseconds::max());
}

TEST(EncodeDetails, WritesWhatGoogleReads) {
  Error error = Decode(Details("GATEWAY_REJECTED"));
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(EncodeDetails(error)));
  EXPECT_EQ(status.code(), 9);
  ASSERT_EQ(status.details_size(), 3);
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry_info;
  ASSERT_TRUE(status.details(0).UnpackTo(&info));
  ASSERT_TRUE(status.details(1).UnpackTo(&bad_request));
  ASSERT_TRUE(status.details(2).UnpackTo(&retry_info));
  EXPECT_EQ(info.reason(), "GATEWAY_REJECTED");
  EXPECT_EQ(info.domain(), "complaint.imageco");
  EXPECT_EQ(bad_request.field_violations(0).field(), "jump_link.url");
  EXPECT_EQ(retry_info.retry_delay().nanos(), 500'000'000);
}

TEST(ErrorToString, TellsWhatFailedWhatWasSentAndWhatToDo) {
  Error error = Decode(Details("OUTCOME_UNKNOWN"), Code::kUnknown);
  error.transaction_id = "t1";
  EXPECT_EQ(
      error.ToString(),
      "OUTCOME_UNKNOWN (UNKNOWN): why; jump_link.url: is no HTTPS URL. [1001 投诉单已完结] "
      "Perhaps the consumer sees the reply: ask again with the same transaction_id or look at "
      "the complaint, never send it under a new one (transaction_id t1)");
}

TEST(ErrorToString, TellsTheSameOfALostConnection) {
  Error error = Decode("", Code::kUnavailable);
  error.transaction_id = "t1";
  EXPECT_EQ(error.ToString(),
            "UNAVAILABLE: why. Perhaps the consumer sees the reply: ask again with the same "
            "transaction_id or look at the complaint, never send it under a new one "
            "(transaction_id t1)");
}

TEST(ErrorToString, TellsNothingTwice) {
  const Error error =
      DecodeError(Code::kUnavailable, "going down; nothing was sent", Details("DRAINING"));
  EXPECT_THAT(error.ToString(), ::testing::StartsWith("DRAINING (UNAVAILABLE): going down; nothing "
                                                      "was sent; "));
  EXPECT_THAT(error.ToString(),
              ::testing::EndsWith("投诉单已完结] Retry with the same transaction_id"));
}

TEST(ErrorToString, TellsOfAnEarlierAttemptWhereTheLastOneSentNothing) {
  Error error =
      DecodeError(Code::kUnavailable, "going down; nothing was sent", Details("DRAINING"));
  error.sent = Sent::kPerhaps;
  const std::string wanted =
      "But an earlier attempt may have sent it, and perhaps the consumer sees the reply: ask again "
      "with the same transaction_id";
  EXPECT_THAT(error.ToString(), HasSubstr(wanted));
  error.reason = Reason::kNone;
  EXPECT_THAT(error.ToString(), HasSubstr(wanted));
}

TEST(ErrorToString, TellsWhatToCheckWhereTheBridgeWasNotReached) {
  Error error = Decode("", Code::kUnavailable);
  error.sent = Sent::kNothing;
  EXPECT_EQ(error.ToString(),
            "UNAVAILABLE: why. Nothing was sent: check the address, TLS or plaintext, the "
            "certificates, the token and what stands in front of the bridge");
}

TEST(ErrorToString, SpeaksOfANewIdOnlyWhereItIsSafe) {
  for (int i = 1; i <= 16; ++i) {
    const auto reason = static_cast<Reason>(i);
    const std::string text = Decode(Details(std::string(Name(reason)))).ToString();
    const bool safe = reason == Reason::kTransactionIdReused || reason == Reason::kGatewayRejected;
    const bool warns = text.find("never send it under a new one") != std::string::npos;
    EXPECT_EQ(text.find(" new ") != std::string::npos, safe || warns) << text;
  }
}

TEST(Name, IsGrpcsOwn) {
  EXPECT_EQ(Name(Code::kOk), "OK");
  EXPECT_EQ(Name(Code::kDeadlineExceeded), "DEADLINE_EXCEEDED");
  EXPECT_EQ(Name(Code::kUnauthenticated), "UNAUTHENTICATED");
  EXPECT_EQ(Name(static_cast<Code>(99)), "UNKNOWN");
  EXPECT_EQ(Name(Reason::kNone), "");
  EXPECT_EQ(Name(Reason::kDraining), "DRAINING");
  EXPECT_EQ(Name(Sent::kNothing), "NOTHING");
  EXPECT_EQ(Name(Sent::kPerhaps), "PERHAPS");
  EXPECT_EQ(Name(Sent::kRefused), "REFUSED");
}

}  // namespace
}  // namespace imageco::complaint
