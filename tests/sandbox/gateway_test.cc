#include "tests/sandbox/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class GatewayTest : public testing::Test {
 protected:
  std::string Answer(const Endpoint& endpoint, const std::string& body) {
    return gateway_.Handle(Request(endpoint, body), {1, false}).answer;
  }
  std::string AnswerSample() { return Answer(JsonEndpoint(), SampleJson()); }

  // The answer to the sample while a plan with this answer fault is in force.
  std::string AnswerUnder(const AnswerFault& fault) {
    FaultPlan plan;
    plan.answer = fault;
    faults_.Add(plan);
    return AnswerSample();
  }

  FaultBook faults_;
  Journal journal_{TestConfig()};
  Gateway gateway_{TestConfig(), faults_, journal_};
};

TEST_F(GatewayTest, RepliesToAGoodMessage) {
  EXPECT_THAT(AnswerSample(), AllOf(StartsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json; "
                                               "charset=UTF-8\r\nContent-Length: "),
                                    HasSubstr("Connection: keep-alive\r\n"),
                                    HasSubstr(R"("transaction_id":"resp202406170000000001")"),
                                    HasSubstr(R"("result":{"id":"0000","comment":"回复成功"})")));
}

TEST_F(GatewayTest, RepliesInTheFormatOfTheEndpoint) {
  EXPECT_THAT(Answer(XmlEndpoint(), SampleXml()), EndsWith(ReadVector("samples/response.xml")));
  EXPECT_THAT(Answer(MacFormEndpoint(), SampleMacForm()),
              AllOf(HasSubstr("Content-Type: application/x-www-form-urlencoded\r\n"),
                    HasSubstr("\r\n\r\nxml=%3C%3Fxml")));
}

TEST_F(GatewayTest, RecordsWhatItReceived) {
  gateway_.Handle(Request(JsonEndpoint(), SampleJson()), {7, true});
  ASSERT_EQ(journal_.messages().size(), 1);
  const Message message = journal_.messages()[0];
  EXPECT_EQ(message.path, "/json");
  EXPECT_EQ(message.body, SampleJson());
  EXPECT_EQ(message.connection, 7);
  EXPECT_TRUE(message.kept_alive);
  EXPECT_TRUE(message.applied);
  EXPECT_EQ(FieldValue(message.fields, "complaint_id"), "200201820200101080076610000");
  EXPECT_THAT(HeaderValues(message.headers, "host"), ElementsAre("127.0.0.1"));
}

TEST_F(GatewayTest, RefusesByTheGravestViolation) {
  EXPECT_THAT(Answer(JsonEndpoint(), "{}"), HasSubstr(R"("id":"9001","comment":"报文格式错误")"));
  EXPECT_THAT(Answer(JsonEndpoint(), ReadVector("samples/request.json")),
              HasSubstr(R"("id":"9002","comment":"报文签名错误")"));
  const Members other = With(SampleMembers(), "complaint_id", "1");
  EXPECT_THAT(Answer(JsonEndpoint(), SignedJson(JsonEndpoint(), other)),
              HasSubstr(R"("id":"9003","comment":"投诉单不存在或收款账户不符")"));
  EXPECT_EQ(journal_.counts().rejected, 3);
  EXPECT_EQ(journal_.counts().applied, 0);
  for (const Message& message : journal_.messages()) {
    EXPECT_THAT(message.violations, Not(IsEmpty()));
  }
}

TEST_F(GatewayTest, RecordsARequestToNoEndpoint) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.path = "/other";
  const Exchange exchange = gateway_.Handle(Request(endpoint, SampleJson()), {1, false});
  EXPECT_THAT(exchange.answer, StartsWith("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_FALSE(exchange.keep_alive);
  EXPECT_THAT(journal_.messages()[0].violations, ElementsAre("path: /other is not served"));
}

TEST_F(GatewayTest, ClosesWhenTheClientWantsTo) {
  HttpRequest request = Request(JsonEndpoint(), SampleJson());
  EXPECT_TRUE(gateway_.Handle(request, {1, false}).keep_alive);
  request.keep_alive = false;
  const Exchange exchange = gateway_.Handle(request, {1, false});
  EXPECT_FALSE(exchange.keep_alive);
  EXPECT_THAT(exchange.answer, HasSubstr("Connection: close\r\n"));
}

TEST_F(GatewayTest, AppliesAFaultedMessageUnlessToldNotTo) {
  FaultPlan plan;
  plan.answer.http_status = 500;
  faults_.Add(plan);
  AnswerSample();
  EXPECT_EQ(journal_.counts().applied, 1);
  plan.apply = false;
  faults_.Add(plan);
  AnswerSample();
  EXPECT_EQ(journal_.counts().applied, 1);
  EXPECT_EQ(journal_.counts().received, 2);
  EXPECT_THAT(journal_.messages()[1].violations, IsEmpty());
}

TEST_F(GatewayTest, MatchesPlansByTransactionId) {
  FaultPlan plan;
  plan.answer.http_status = 500;
  plan.match.transaction_id = "t1";
  const int id = faults_.Add(plan);
  EXPECT_THAT(AnswerSample(), StartsWith("HTTP/1.1 200"));
  const Members members = With(SampleMembers(), "transaction_id", "t1");
  EXPECT_THAT(Answer(JsonEndpoint(), SignedJson(JsonEndpoint(), members)),
              StartsWith("HTTP/1.1 500"));
  EXPECT_EQ(faults_.Fired(id), 1);
}

TEST_F(GatewayTest, PassesLatencyAndConnectionFaultOn) {
  FaultPlan plan;
  plan.latency = std::chrono::milliseconds(5);
  plan.connection = ConnectionFault{ConnectionEnd::kClose, FaultPoint::kAnswerByte, 3, false};
  faults_.Add(plan);
  const Exchange exchange = gateway_.Handle(Request(JsonEndpoint(), SampleJson()), {1, false});
  EXPECT_EQ(exchange.latency, plan.latency);
  EXPECT_EQ(exchange.connection_fault->byte, 3);
}

TEST_F(GatewayTest, AnswersWithAnotherStatusAndHeaders) {
  AnswerFault fault;
  fault.http_status = 429;
  fault.headers = {{"Retry-After", "3"}, {"content-type", "text/plain"}};
  EXPECT_THAT(AnswerUnder(fault),
              AllOf(StartsWith("HTTP/1.1 429 Too Many Requests\r\n"),
                    HasSubstr("Retry-After: 3\r\n"), HasSubstr("content-type: text/plain\r\n"),
                    Not(HasSubstr("application/json")), HasSubstr(R"("id":"0000")")));
}

TEST_F(GatewayTest, AnswersWithOtherBodies) {
  AnswerFault fault;
  fault.body = BodyKind::kNone;
  EXPECT_THAT(AnswerUnder(fault), AllOf(HasSubstr("Content-Length: 0\r\n"), EndsWith("\r\n\r\n")));
  fault.body = BodyKind::kHtml;
  EXPECT_THAT(AnswerUnder(fault), AllOf(HasSubstr("text/html"), HasSubstr("\r\n\r\n<html>")));
  fault.body = BodyKind::kRaw;
  fault.raw_body = "raw";
  EXPECT_THAT(AnswerUnder(fault),
              EndsWith("Content-Length: 3\r\nConnection: keep-alive\r\n\r\nraw"));
  fault.body = BodyKind::kGarbage;
  EXPECT_THAT(AnswerUnder(fault), HasSubstr("Content-Length: 256\r\n"));
}

TEST_F(GatewayTest, CutsTheBodyAndSaysSo) {
  AnswerFault fault;
  fault.body_bytes = 10;
  EXPECT_THAT(AnswerUnder(fault),
              AllOf(HasSubstr("Content-Length: 10\r\n"), EndsWith("\r\n\r\n{\"response")));
}

TEST_F(GatewayTest, AnswersWithAnotherResult) {
  AnswerFault fault;
  fault.result_id = "1234";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("id":"1234","comment":"回复失败")"));
  fault.comment = "忙";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("id":"1234","comment":"忙")"));
}

TEST_F(GatewayTest, EchoesAnyFieldWrongly) {
  AnswerFault fault;
  fault.wrong_echo = "transaction_id";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("transaction_id":"resp202406170000000000")"));
  fault.wrong_echo = "isspid";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("isspid":"39493000")"));
  fault.wrong_echo = "seller_account";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("seller_account":"66660000000000000")"));
  fault.wrong_echo = "complaint_id";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("complaint_id":"200201820200101080076610001")"));
  fault.wrong_echo = "response_type";
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("response_type":"risk_complaints_resp_respons0")"));
}

TEST_F(GatewayTest, SignsAWrongEchoRightly) {
  AnswerFault fault;
  fault.wrong_echo = "isspid";
  const std::string answer = AnswerUnder(fault);
  const std::string body = answer.substr(answer.find("\r\n\r\n") + 4);
  EXPECT_THAT(body, HasSubstr("\"sign\":\"" + *Sign(SignScheme(), kTestKey, body) + "\""));
}

TEST_F(GatewayTest, LeavesSignOutOrMakesItWrong) {
  AnswerFault fault;
  fault.missing_sign = true;
  EXPECT_THAT(AnswerUnder(fault), Not(HasSubstr("\"sign\"")));
  fault = {};
  fault.wrong_sign = true;
  const std::string wrong = AnswerUnder(fault);
  const std::string good = AnswerSample();
  EXPECT_NE(wrong, good);
  EXPECT_EQ(wrong.size(), good.size());
}

TEST_F(GatewayTest, AddsExtraNodes) {
  AnswerFault fault;
  fault.extra_nodes = true;
  EXPECT_THAT(AnswerUnder(fault), HasSubstr(R"("retry":1.50)"));
}

}  // namespace
}  // namespace imageco::sandbox
