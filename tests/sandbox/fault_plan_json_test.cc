#include "tests/sandbox/fault_plan_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(FaultPlanJson, FillsInDefaults) {
  const Checked<FaultPlan> plan = ParseFaultPlan("{}");
  ASSERT_THAT(plan.faults, IsEmpty());
  EXPECT_EQ(plan.value->times, 1);
  EXPECT_EQ(plan.value->latency.count(), 0);
  EXPECT_EQ(plan.value->answer.http_status, 200);
  EXPECT_EQ(plan.value->answer.body, BodyKind::kGateway);
  EXPECT_FALSE(plan.value->answer.body_bytes);
  EXPECT_FALSE(plan.value->connection);
  EXPECT_TRUE(plan.value->apply);
}

TEST(FaultPlanJson, CallsAPlanWithoutANameByItsText) {
  EXPECT_EQ(ParseFaultPlan(R"({"name":"slow","latency_ms":9})").value->name, "slow");
  EXPECT_EQ(ParseFaultPlan(R"({"latency_ms":9})").value->name, R"({"latency_ms":9})");
}

TEST(FaultPlanJson, ReadsMatchAndTimes) {
  const Checked<FaultPlan> plan = ParseFaultPlan(
      R"({"match":{"path":"/a","transaction_id":"t","connection":"kept_alive"},"times":0,)"
      R"("latency_ms":250,"apply":false})");
  ASSERT_THAT(plan.faults, IsEmpty());
  EXPECT_EQ(plan.value->match.path, "/a");
  EXPECT_EQ(plan.value->match.transaction_id, "t");
  EXPECT_EQ(plan.value->match.connection, ConnectionAge::kKeptAlive);
  EXPECT_EQ(plan.value->times, 0);
  EXPECT_EQ(plan.value->latency, std::chrono::milliseconds(250));
  EXPECT_FALSE(plan.value->apply);
}

TEST(FaultPlanJson, ReadsTheAnswer) {
  const Checked<FaultPlan> plan = ParseFaultPlan(
      R"({"http_status":503,"body":"html","headers":{"Retry-After":"3"},"result_id":"9999",)"
      R"("comment":"忙","wrong_sign":true,"missing_sign":true,"wrong_echo":"isspid",)"
      R"("extra_nodes":true,"body_bytes":0})");
  ASSERT_THAT(plan.faults, IsEmpty());
  const AnswerFault& answer = plan.value->answer;
  EXPECT_EQ(answer.http_status, 503);
  EXPECT_EQ(answer.body, BodyKind::kHtml);
  EXPECT_THAT(answer.headers, ElementsAre(Pair("Retry-After", "3")));
  EXPECT_EQ(answer.result_id, "9999");
  EXPECT_EQ(answer.comment, "忙");
  EXPECT_TRUE(answer.wrong_sign);
  EXPECT_TRUE(answer.missing_sign);
  EXPECT_EQ(answer.wrong_echo, "isspid");
  EXPECT_TRUE(answer.extra_nodes);
  EXPECT_EQ(answer.body_bytes, 0);
}

TEST(FaultPlanJson, ReadsARawBody) {
  const Checked<FaultPlan> plan = ParseFaultPlan(R"({"body_base64":"AP8="})");
  ASSERT_THAT(plan.faults, IsEmpty());
  EXPECT_EQ(plan.value->answer.body, BodyKind::kRaw);
  EXPECT_EQ(plan.value->answer.raw_body, std::string("\0\xFF", 2));
}

TEST(FaultPlanJson, ReadsTheConnection) {
  const Checked<FaultPlan> plan = ParseFaultPlan(
      R"({"connection":{"end":"close","at":"answer_byte","byte":7,"close_notify":false}})");
  ASSERT_THAT(plan.faults, IsEmpty());
  EXPECT_EQ(plan.value->connection->end, ConnectionEnd::kClose);
  EXPECT_EQ(plan.value->connection->at, FaultPoint::kAnswerByte);
  EXPECT_EQ(plan.value->connection->byte, 7);
  EXPECT_FALSE(plan.value->connection->close_notify);
}

TEST(FaultPlanJson, NamesEveryFaultAtOnce) {
  EXPECT_THAT(ParseFaultPlan(R"({"match":{"paht":"/"},"http_status":99,"body":"?","times":-1,)"
                             R"("body_base64":"?","connection":{"end":"x"},"wrong_echo":"sign"})")
                  .faults,
              ElementsAre("match.paht: unknown", "times: must be from 0 to 1000000000",
                          "http_status: must be from 200 to 599", "body: \"?\" is not known",
                          "body_base64: is not base64", "connection.end: \"x\" is not known",
                          "wrong_echo: sign is not a field of the answer"));
}

TEST(FaultPlanJson, RefusesPlansThatCouldNeverFire) {
  EXPECT_THAT(ParseFaultPlan(R"({"match":{"path":"/","transaction_id":"t",)"
                             R"("connection":"kept_alive"},"connection":{"at":"accept"}})")
                  .faults,
              ElementsAre("match.path: not known yet at accept",
                          "match.transaction_id: not known yet at accept",
                          "match.connection: every connection is fresh at accept"));
  EXPECT_THAT(ParseFaultPlan(R"({"connection":{"at":"request_byte"}})").faults,
              ElementsAre("connection.byte: must be at least 1 at request_byte"));
}

}  // namespace
}  // namespace imageco::sandbox
