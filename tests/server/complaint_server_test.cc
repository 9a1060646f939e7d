// A whole server: a reply over every wire, and errors as a client sees them.
#include "server/complaint_server.h"

#include <google/protobuf/text_format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using complaint::v1::ReplyRecord;
using complaint::v1::ReplyRequest;
using google::rpc::BadRequest;
using google::rpc::ErrorInfo;
using google::rpc::RetryInfo;
using grpc::StatusCode;
using sandbox::FaultPlan;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class ComplaintServerTest : public ComplaintServerFixture {};

// One way to write and send messages.
struct WireCase {
  const char* name;
  const char* path;
  const char* wire;  // in text format
  bool https = false;
};

class WireTest : public ComplaintServerFixture, public testing::WithParamInterface<WireCase> {
 protected:
  WireTest() {
    GetParam().https ? UseHttps(GetParam().path) : UseHttp(GetParam().path);
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(GetParam().wire, merchant().mutable_wire()));
    Start();
  }
};

INSTANTIATE_TEST_SUITE_P(
    Wires, WireTest,
    testing::Values(WireCase{"Json", "/json", ""}, WireCase{"JsonOverHttps", "/json", "", true},
                    WireCase{"GbkJson", "/gbk", "json_charset: CHARSET_GBK"},
                    WireCase{"Xml", "/xml", "format: FORMAT_XML"},
                    WireCase{"XmlOverHttps", "/xml", "format: FORMAT_XML", true},
                    WireCase{"XmlForm", "/form", "format: FORMAT_XML xml_form_with_mac: true"},
                    WireCase{"XmlFormWithBareAnswer", "/bare",
                             "format: FORMAT_XML xml_form_with_mac: true"}),
    [](const auto& info) { return info.param.name; });

TEST_P(WireTest, DeliversAReply) {
  const ReplyRequest request = ReplyWithId("t-1");
  const Answer answer = Reply(request);
  ASSERT_THAT(answer.status, IsOk());
  EXPECT_EQ(answer.response.isspid(), kIsspid);
  EXPECT_EQ(answer.response.transaction_id(), "t-1");
  EXPECT_EQ(answer.response.seller_account(), request.seller_account());
  EXPECT_EQ(answer.response.complaint_id(), request.complaint_id());
  EXPECT_EQ(answer.response.result().id(), "0000");
  EXPECT_FALSE(answer.response.replayed());
  EXPECT_TRUE(answer.response.has_settle_time());
}

TEST_P(WireTest, ShowsTheConsumerWhatTheCallerWrote) {
  Reply(ReplyWithId("t-1"));
  const auto applied = gateway().applied("t-1");
  ASSERT_THAT(applied, SizeIs(1));
  EXPECT_THAT(applied[0].violations, IsEmpty());
  EXPECT_EQ(applied[0].fields.at("response_content"), "已与用户沟通解决");
  EXPECT_EQ(applied[0].fields.at("response_images"), "file752398_7983424|file752399_7983425");
  EXPECT_EQ(applied[0].fields.at("jump_url"), "https://www.xxx.com/aaaa");
  EXPECT_EQ(applied[0].fields.at("jump_url_text"), "查看订单详情");
  EXPECT_EQ(applied[0].fields.at("system_id"), "8888");
}

TEST_P(WireTest, AnswersTheSameIdOnceMoreWithoutSending) {
  Reply(ReplyWithId("t-1"));
  const Answer again = Reply(ReplyWithId("t-1"));
  ASSERT_THAT(again.status, IsOk());
  EXPECT_TRUE(again.response.replayed());
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_P(WireTest, SaysWhatTheGatewayRefused) {
  PlanFault([](FaultPlan& plan) {
    plan.answer.result_id = "1001";
    plan.answer.comment = "投诉单已完结";
    plan.apply = false;
  });
  const Answer answer = Reply(ReplyWithId("t-1"));
  ASSERT_THAT(answer.status, IsError(StatusCode::FAILED_PRECONDITION, "GATEWAY_REJECTED"));
  EXPECT_THAT(
      DetailOf<ErrorInfo>(answer.status).value().metadata(),
      UnorderedElementsAre(Pair("result_id", "1001"), Pair("result_comment", "投诉单已完结")));
  EXPECT_EQ(StateOf("t-1"), complaint::v1::REPLY_STATE_REJECTED);
}

// The gateway wants our certificate.
class GatewayMtlsTest : public ComplaintServerFixture {
 protected:
  GatewayMtlsTest() : GatewayMtlsTest(sandbox::MakeSelfSignedCertificate()) {}

 private:
  explicit GatewayMtlsTest(const sandbox::Certificate& ours)
      : ComplaintServerFixture(ours.certificate_pem) {
    UseHttps("/json");
    auto& tls = *merchant().mutable_gateway()->mutable_tls();
    tls.set_client_certificate_file(folder_.Write("our.pem", ours.certificate_pem));
    tls.set_client_key_file(folder_.Write("our.key", ours.key_pem));
  }
};

TEST_F(GatewayMtlsTest, DeliversWithOurCertificate) {
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
}

TEST_F(GatewayMtlsTest, IsNotHeardWithoutIt) {
  merchant().mutable_gateway()->mutable_tls()->clear_client_certificate_file();
  merchant().mutable_gateway()->mutable_tls()->clear_client_key_file();
  Start();
  EXPECT_FALSE(Reply(ReplyWithId("t-1")).status.ok());
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(ComplaintServerTest, SendsNothingToAGatewayItCannotVerify) {
  UseHttps("/json");
  merchant().mutable_gateway()->mutable_tls()->set_ca_file(
      folder_.Write("other.pem", sandbox::MakeSelfSignedCertificate().certificate_pem));
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status,
              IsError(StatusCode::UNAVAILABLE, "GATEWAY_UNREACHABLE"));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(ComplaintServerTest, SendsTheSameIdAfterTheGatewayWasNotReached) {
  UseHttps("/json");
  const int reset = PlanFault([](FaultPlan& plan) {
    plan.connection = {.end = sandbox::ConnectionEnd::kReset, .at = sandbox::FaultPoint::kAccept};
  });
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status,
              IsError(StatusCode::UNAVAILABLE, "GATEWAY_UNREACHABLE"));
  EXPECT_EQ(gateway().fired(reset), 1);
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(ComplaintServerTest, PassesOnALongCommentThatIsAllChinese) {
  std::string comment;
  for (int i = 0; i < 2000; ++i) comment += "复";
  PlanFault([&comment](FaultPlan& plan) {
    plan.answer.result_id = "1001";
    plan.answer.comment = comment;
  });
  Start();
  const Answer answer = Reply(ReplyWithId("t-1"));
  ASSERT_THAT(answer.status, IsError(StatusCode::FAILED_PRECONDITION, "GATEWAY_REJECTED"));
  const std::string shown =
      DetailOf<ErrorInfo>(answer.status).value().metadata().at("result_comment");
  EXPECT_THAT(comment, testing::StartsWith(shown));
  EXPECT_GT(shown.size(), 1000u);
}

TEST_F(ComplaintServerTest, NamesEveryFaultOfARequest) {
  Start();
  ReplyRequest request = ReplyWithId("t-1");
  request.clear_complaint_id();
  request.mutable_jump_link()->set_url("http://plain.example");
  const Answer answer = Reply(request);
  ASSERT_THAT(answer.status, IsError(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST"));
  const BadRequest bad_request = DetailOf<BadRequest>(answer.status).value();
  ASSERT_THAT(bad_request.field_violations(), SizeIs(2));
  EXPECT_EQ(bad_request.field_violations(0).field(), "complaint_id");
  EXPECT_EQ(bad_request.field_violations(1).field(), "jump_link.url");
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(ComplaintServerTest, SaysWhenToComeBackWhereTheGatewayAsksFor) {
  PlanFault([](FaultPlan& plan) {
    plan.answer.http_status = 429;
    plan.answer.body = sandbox::BodyKind::kNone;
    plan.answer.headers = {{"Retry-After", "7"}};
    plan.apply = false;
  });
  merchant().mutable_results()->add_deferred_statuses(429);
  Start();
  const Answer answer = Reply(ReplyWithId("t-1"));
  ASSERT_THAT(answer.status, IsError(StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED"));
  EXPECT_EQ(DetailOf<RetryInfo>(answer.status).value().retry_delay().seconds(), 7);
}

TEST_F(ComplaintServerTest, RefusesAnotherPayloadUnderAnIdThatWasSent) {
  Start();
  Reply(ReplyWithId("t-1"));
  ReplyRequest other = ReplyWithId("t-1");
  other.set_response_content("another text");
  EXPECT_THAT(Reply(other).status, IsError(StatusCode::ALREADY_EXISTS, "TRANSACTION_ID_REUSED"));
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(ComplaintServerTest, RefusesAMerchantItDoesNotServe) {
  Start();
  ReplyRequest request = ReplyWithId("t-1");
  request.set_isspid("12345678");
  EXPECT_THAT(Reply(request).status, IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
}

TEST_F(ComplaintServerTest, SendsNothingWhenOnlyToValidate) {
  Start();
  ReplyRequest request = ReplyWithId("t-1");
  request.set_validate_only(true);
  EXPECT_THAT(Reply(request).status, IsOk());
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(ComplaintServerTest, TakesNoRequestBeyondItsLimit) {
  config().mutable_limits()->set_request_bytes_max(4096);
  Start();
  ReplyRequest request = ReplyWithId("t-1");
  request.set_response_content(std::string(5000, 'x'));
  EXPECT_EQ(Reply(request).status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(ComplaintServerTest, TellsWhatIsKnownOfAReply) {
  Start();
  Reply(ReplyWithId("t-1"));
  ReplyRecord reply;
  ASSERT_THAT(GetReply("", "t-1", reply), IsOk());
  EXPECT_EQ(reply.isspid(), kIsspid);
  EXPECT_EQ(reply.transaction_id(), "t-1");
  EXPECT_EQ(reply.state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_EQ(reply.result().id(), "0000");
}

TEST_F(ComplaintServerTest, FindsNoReplyThatWasNeverAsked) {
  Start();
  ReplyRecord reply;
  EXPECT_THAT(GetReply(kIsspid, "t-1", reply), IsError(StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
}

// A client loses an error whose headers are too long.
TEST_F(ComplaintServerTest, GivesItsReasonHoweverLongTheMerchantNumber) {
  Start();
  ReplyRecord reply;
  EXPECT_THAT(GetReply(std::string(60'000, '1'), "t-1", reply),
              IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
}

TEST_F(ComplaintServerTest, RunsOnToTheOutcomeWhenTheCallerGoes) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  Start();
  const auto gone = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  gone->Cancel();
  EXPECT_EQ(gone->status().error_code(), StatusCode::CANCELLED);
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (StateOf("t-1") == complaint::v1::REPLY_STATE_SENDING &&
         std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(StateOf("t-1"), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_TRUE(Reply(ReplyWithId("t-1")).response.replayed());
}

TEST_F(ComplaintServerTest, RefusesMoreCallsThanItTakesOn) {
  const int hang =
      PlanFault([](FaultPlan& plan) { plan.connection = {.end = sandbox::ConnectionEnd::kHang}; });
  config().mutable_limits()->set_calls_max(1);
  Start();
  const auto first = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  EXPECT_EQ(gateway().fired(hang), 1);
  const Answer refused = Reply(ReplyWithId("t-2"));
  EXPECT_THAT(refused.status, IsError(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"));
  EXPECT_TRUE(DetailOf<RetryInfo>(refused.status));
  EXPECT_EQ(gateway().counts().received, 1u);
  gateway().Reset();
  EXPECT_THAT(first->status(), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
}

TEST_F(ComplaintServerTest, TakesACallAgainWhenOneHasEnded) {
  config().mutable_limits()->set_calls_max(1);
  Start();
  for (int i = 0; i < 5; ++i) {
    // A call counts until gRPC has let go of it, which is a moment after its answer.
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    Answer answer = Reply(ReplyWithId("t-" + std::to_string(i)));
    while (ReasonOf(answer.status) == "OVERLOADED" && std::chrono::steady_clock::now() < give_up) {
      answer = Reply(ReplyWithId("t-" + std::to_string(i)));
    }
    EXPECT_THAT(answer.status, IsOk());
  }
  EXPECT_EQ(gateway().counts().received, 5u);
}

}  // namespace
}  // namespace imageco::server
