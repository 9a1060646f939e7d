#include "server/calls/status_mapping.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/gateway/message/validator.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using complaint::v1::ErrorReason;
using grpc::StatusCode;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

// The contract: all details together.
constexpr size_t kDetailsBytesMax = 4096;
// What a client takes by default, of all headers together.
constexpr size_t kHeaderBytesMax = 8192;

const std::map<ErrorReason, StatusCode>& Codes() {
  using namespace complaint::v1;  // NOLINT(google-build-using-namespace): the reasons
  static const auto& codes = *new std::map<ErrorReason, StatusCode>{
      {INVALID_REQUEST, StatusCode::INVALID_ARGUMENT},
      {MERCHANT_NOT_CONFIGURED, StatusCode::NOT_FOUND},
      {REPLY_NOT_FOUND, StatusCode::NOT_FOUND},
      {CALLER_NOT_ALLOWED, StatusCode::PERMISSION_DENIED},
      {TRANSACTION_ID_REUSED, StatusCode::ALREADY_EXISTS},
      {GATEWAY_REJECTED, StatusCode::FAILED_PRECONDITION},
      {OUTCOME_UNKNOWN, StatusCode::UNKNOWN},
      {REPLY_IN_PROGRESS, StatusCode::ABORTED},
      {GATEWAY_UNREACHABLE, StatusCode::UNAVAILABLE},
      {CIRCUIT_OPEN, StatusCode::UNAVAILABLE},
      {LEDGER_UNAVAILABLE, StatusCode::UNAVAILABLE},
      {DRAINING, StatusCode::UNAVAILABLE},
      {RATE_LIMITED, StatusCode::RESOURCE_EXHAUSTED},
      {OVERLOADED, StatusCode::RESOURCE_EXHAUSTED},
      {DEADLINE_TOO_SHORT, StatusCode::DEADLINE_EXCEEDED},
      {REPLY_NOT_UNKNOWN, StatusCode::FAILED_PRECONDITION},
  };
  return codes;
}

Failure FailureWith(ErrorReason reason) {
  Failure failure;
  failure.reason = reason;
  failure.message = "for people";
  return failure;
}

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
std::optional<Detail> Find(const grpc::Status& status) {
  Detail detail;
  const google::rpc::Status details = DetailsOf(status);
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

// Bytes of the headers that carry the status: text that is not ASCII takes three bytes for one,
// details four for three.
size_t HeaderBytes(const grpc::Status& status) {
  return 3 * status.error_message().size() + 4 * status.error_details().size() / 3;
}

// For every reason that there is.
class EveryReasonTest : public testing::TestWithParam<ErrorReason> {};

std::vector<ErrorReason> EveryReason() {
  std::vector<ErrorReason> reasons;
  const auto& descriptor = *complaint::v1::ErrorReason_descriptor();
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const int number = descriptor.value(i)->number();
    if (number != 0) reasons.push_back(static_cast<ErrorReason>(number));
  }
  return reasons;
}

INSTANTIATE_TEST_SUITE_P(Reasons, EveryReasonTest, testing::ValuesIn(EveryReason()),
                         [](const auto& info) {
                           return complaint::v1::ErrorReason_Name(info.param);
                         });

TEST_P(EveryReasonTest, HasTheCodeOfTheContract) {
  ASSERT_THAT(Codes(), Contains(Pair(GetParam(), testing::_)));
  EXPECT_EQ(ToStatus(FailureWith(GetParam())).error_code(), Codes().at(GetParam()));
}

TEST_P(EveryReasonTest, IsNamedInErrorInfo) {
  const auto info = Find<google::rpc::ErrorInfo>(ToStatus(FailureWith(GetParam())));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->domain(), "complaint.imageco");
  EXPECT_EQ(info->reason(), complaint::v1::ErrorReason_Name(GetParam()));
}

TEST_P(EveryReasonTest, HasNoOtherDetailsThanItNeeds) {
  EXPECT_THAT(DetailsOf(ToStatus(FailureWith(GetParam()))).details(), SizeIs(1));
}

// A mesh or a client library retries these on its own.
TEST_P(EveryReasonTest, InvitesARetryOnlyWhereNothingWasSent) {
  const StatusCode code = ToStatus(FailureWith(GetParam())).error_code();
  const bool may_have_been_sent = GetParam() == complaint::v1::OUTCOME_UNKNOWN ||
                                  GetParam() == complaint::v1::GATEWAY_REJECTED ||
                                  GetParam() == complaint::v1::REPLY_IN_PROGRESS;
  EXPECT_FALSE(may_have_been_sent && code == StatusCode::UNAVAILABLE);
  EXPECT_NE(code, StatusCode::CANCELLED);
  EXPECT_NE(code, StatusCode::INTERNAL);
}

TEST(StatusMappingTest, CarriesTheMessageInBothPlaces) {
  const grpc::Status status = ToStatus(FailureWith(complaint::v1::OUTCOME_UNKNOWN));
  EXPECT_EQ(status.error_message(), "for people");
  EXPECT_EQ(DetailsOf(status).message(), "for people");
  EXPECT_EQ(DetailsOf(status).code(), status.error_code());
}

TEST(StatusMappingTest, SaysWhenToComeBack) {
  Failure failure = FailureWith(complaint::v1::RATE_LIMITED);
  failure.retry_after = absl::Milliseconds(61'500);
  const auto retry = Find<google::rpc::RetryInfo>(ToStatus(failure));
  ASSERT_TRUE(retry);
  EXPECT_EQ(retry->retry_delay().seconds(), 61);
  EXPECT_EQ(retry->retry_delay().nanos(), 500'000'000);
}

TEST(StatusMappingTest, SaysToComeBackAtOnce) {
  Failure failure = FailureWith(complaint::v1::RATE_LIMITED);
  failure.retry_after = absl::ZeroDuration();
  EXPECT_TRUE(Find<google::rpc::RetryInfo>(ToStatus(failure)));
}

TEST(StatusMappingTest, TellsNobodyToWaitLongerThanADay) {
  for (const absl::Duration delay : {absl::Hours(24) + absl::Nanoseconds(1),
                                     absl::Seconds(99'999'999'999), absl::InfiniteDuration()}) {
    Failure failure = FailureWith(complaint::v1::RATE_LIMITED);
    failure.retry_after = delay;
    const auto retry = Find<google::rpc::RetryInfo>(ToStatus(failure));
    ASSERT_TRUE(retry);
    EXPECT_EQ(retry->retry_delay().seconds(), 24 * 60 * 60);
    EXPECT_EQ(retry->retry_delay().nanos(), 0);
  }
}

TEST(StatusMappingTest, NeverSaysToComeBackInThePast) {
  Failure failure = FailureWith(complaint::v1::RATE_LIMITED);
  failure.retry_after = -absl::Milliseconds(1500);
  const auto retry = Find<google::rpc::RetryInfo>(ToStatus(failure));
  ASSERT_TRUE(retry);
  EXPECT_EQ(retry->retry_delay().seconds(), 0);
  EXPECT_EQ(retry->retry_delay().nanos(), 0);
}

TEST(StatusMappingTest, ListsEveryFault) {
  const grpc::Status status = ToStatus(bridge::InvalidRequest(
      {{"isspid", "required: is empty"}, {"jump_link.url", "https_url: has no host"}}));
  const auto bad_request = Find<google::rpc::BadRequest>(status);
  ASSERT_TRUE(bad_request);
  ASSERT_THAT(bad_request->field_violations(), SizeIs(2));
  EXPECT_EQ(bad_request->field_violations(0).field(), "isspid");
  EXPECT_EQ(bad_request->field_violations(0).description(), "required: is empty");
  EXPECT_EQ(bad_request->field_violations(1).field(), "jump_link.url");
}

TEST(StatusMappingTest, PassesMetadataOn) {
  const auto info =
      Find<google::rpc::ErrorInfo>(ToStatus(bridge::GatewayRejected("1001", "投诉单不存在", 200)));
  ASSERT_TRUE(info);
  EXPECT_THAT(info->metadata(), UnorderedElementsAre(Pair("result_id", "1001"),
                                                     Pair("result_comment", "投诉单不存在")));
}

TEST(StatusMappingTest, SaysUnauthenticatedWithTheSameDetails) {
  const grpc::Status status = ToStatus(Refusal{
      .why = Refusal::Why::kNoIdentity, .failure = FailureWith(complaint::v1::CALLER_NOT_ALLOWED)});
  EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(status).value().reason(), "CALLER_NOT_ALLOWED");
}

TEST(StatusMappingTest, RefusesWhileDraining) {
  EXPECT_EQ(ToStatus(bridge::Draining()).error_code(), StatusCode::UNAVAILABLE);
}

TEST(StatusMappingTest, RefusesTooManyCallsAndSaysWhenToComeBack) {
  EXPECT_EQ(ToStatus(TooManyCalls()).error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Find<google::rpc::RetryInfo>(ToStatus(TooManyCalls())));
}

// The rules of the merchant that takes least: XML in GBK.
std::vector<bridge::gateway::FieldFault> FaultsOf(const complaint::v1::ReplyRequest& request) {
  const auto plan = bridge::gateway::Plan::Compile(
      *request.GetDescriptor()->file()->FindServiceByName("ComplaintService")->method(0));
  const auto gbk = bridge::gateway::Gbk::Load();
  return bridge::gateway::Validate(**plan, request, {.xml = true, .gbk = gbk->get()});
}

TEST(StatusMappingTest, ListsEveryFaultOfTheWorstRequestInFourKilobytes) {
  std::string worst;
  for (int i = 0; i < 1000; ++i) worst += "😀";
  complaint::v1::ReplyRequest request;
  request.set_isspid(worst);
  request.set_transaction_id(worst);
  request.set_seller_account(worst);
  request.set_complaint_id(worst);
  request.set_response_content(worst);
  for (int i = 0; i < 4; ++i) request.add_response_images("|" + worst);
  request.mutable_jump_link()->set_url(worst);
  request.mutable_jump_link()->set_text(worst);
  const auto faults = FaultsOf(request);
  ASSERT_GE(faults.size(), 20u);
  const grpc::Status status = ToStatus(bridge::InvalidRequest(faults));
  EXPECT_LT(status.error_details().size(), kDetailsBytesMax);
  EXPECT_LT(HeaderBytes(status), kHeaderBytesMax);
  EXPECT_THAT(Find<google::rpc::BadRequest>(status).value().field_violations(),
              SizeIs(faults.size()));
}

TEST(StatusMappingTest, CutsMoreFaultsThanFitAndSaysHowMany) {
  std::vector<bridge::gateway::FieldFault> faults;
  for (int i = 0; i < 1000; ++i) faults.push_back({"field", std::string(100, 'x')});
  const grpc::Status status = ToStatus(bridge::InvalidRequest(faults));
  EXPECT_LT(status.error_details().size(), kDetailsBytesMax);
  const auto violations = Find<google::rpc::BadRequest>(status).value().field_violations();
  ASSERT_GT(violations.size(), 10);
  const std::string said =
      "and " + std::to_string(faults.size() - (violations.size() - 1)) + " more faults";
  EXPECT_THAT(violations[violations.size() - 1].description(), HasSubstr(said));
}

TEST(StatusMappingTest, CutsASingleFaultThatDoesNotFit) {
  const grpc::Status status =
      ToStatus(bridge::InvalidRequest({{"field", std::string(100'000, 'x')}}));
  EXPECT_LT(status.error_details().size(), kDetailsBytesMax);
}

TEST(StatusMappingTest, CarriesALongCommentInFourKilobytes) {
  std::string comment;
  for (int i = 0; i < 10'000; ++i) comment += "复";
  const grpc::Status status =
      ToStatus(bridge::GatewayRejected(std::string(60'000, '1'), comment, 200));
  EXPECT_LT(status.error_details().size(), kDetailsBytesMax);
  EXPECT_LT(HeaderBytes(status), kHeaderBytesMax);
  EXPECT_THAT(Find<google::rpc::ErrorInfo>(status).value().metadata().at("result_comment"),
              HasSubstr("复复复"));
}

TEST(StatusMappingTest, CarriesALongMessageInFourKilobytes) {
  std::string why;
  for (int i = 0; i < 10'000; ++i) why += "复";
  const grpc::Status status = ToStatus(bridge::OutcomeUnknown(why));
  EXPECT_LT(status.error_details().size(), kDetailsBytesMax);
  EXPECT_LT(HeaderBytes(status), kHeaderBytesMax);
}

}  // namespace
}  // namespace imageco::server
