#include "clients/complaintctl/call/failure_printer.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "clients/complaintctl/call/advice.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/v1/error_reason.pb.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeStatus;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Failure TestFailure(const std::string& reason) {
  const FakeStatus status = Fail(reason);
  Failure failure;
  failure.error = complaint::DecodeError(static_cast<complaint::Code>(status.code), status.message,
                                         status.details);
  failure.error.transaction_id = "t1";
  failure.isspid = "39493002";
  return failure;
}

Ran Print(const Failure& failure, OutputFormat format) {
  return Capture([&](Console& console) { return PrintFailure(failure, format, console); });
}

TEST(PrintFailure, TellsPeopleWhatTheGatewaySaid) {
  Failure failure = TestFailure("GATEWAY_REJECTED");
  failure.error.gateway_result = complaint::GatewayResult{"1001", "投诉单不存在"};
  const Ran ran = Print(failure, OutputFormat::kPeople);
  EXPECT_EQ(ran.err,
            "Failed: GATEWAY_REJECTED (FAILED_PRECONDITION)\n"
            "  message         why\n"
            "  sent            yes, and refused\n"
            "  result          1001 投诉单不存在\n"
            "  isspid          39493002\n"
            "  transaction id  t1\n"
            "  what to do      Read the comment. A new attempt takes a new transaction id.\n");
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(PrintFailure, TellsPeopleTheHttpStatus) {
  Failure failure = TestFailure("GATEWAY_REJECTED");
  failure.error.metadata = {{"http_status", "403"}};
  EXPECT_THAT(Print(failure, OutputFormat::kPeople).err, HasSubstr("\n  HTTP status     403\n"));
}

TEST(PrintFailure, TellsPeopleEveryFieldAtFaultOnALineOfItsOwn) {
  Failure failure = TestFailure("INVALID_REQUEST");
  failure.error.violations = {{"response_content", "has 203 characters, at most 200"},
                              {"jump_link.url", "is no HTTPS URL"}};
  EXPECT_THAT(Print(failure, OutputFormat::kPeople).err,
              HasSubstr("\n  sent            nothing\n"
                        "  field           response_content: has 203 characters, at most 200\n"
                        "  field           jump_link.url: is no HTTPS URL\n"));
}

TEST(PrintFailure, TellsPeopleWhenToComeBack) {
  Failure failure = TestFailure("RATE_LIMITED");
  failure.error.retry_delay = std::chrono::milliseconds(1500);
  const Ran ran = Print(failure, OutputFormat::kPeople);
  EXPECT_THAT(ran.err, HasSubstr("\n  retry after     1.5s\n"));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST(PrintFailure, TellsPeopleOfEveryReasonWhatWasSentAndWhatToDo) {
  const auto* reasons = complaint::v1::ErrorReason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    const std::string reason = reasons->value(i)->name();
    const Ran ran = Print(TestFailure(reason), OutputFormat::kPeople);
    EXPECT_THAT(ran.err, HasSubstr("Failed: " + reason + " (")) << reason;
    EXPECT_THAT(ran.err, HasSubstr("\n  sent            ")) << reason;
    EXPECT_THAT(ran.err, HasSubstr("\n  transaction id  t1\n")) << reason;
    EXPECT_THAT(ran.err, HasSubstr("\n  what to do      ")) << reason;
  }
}

TEST(PrintFailure, SaysPerhapsWhereTheAnswerWasLost) {
  Failure failure = TestFailure("OUTCOME_UNKNOWN");
  failure.error = complaint::DecodeError(complaint::Code::kCancelled, "why", "");
  const Ran ran = Print(failure, OutputFormat::kPeople);
  EXPECT_THAT(ran.err, HasSubstr("Failed: CANCELLED\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  sent            perhaps\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST(PrintFailure, SaysThatAFindingIsPerhapsRecordedWhereTheAnswerWasLost) {
  Failure failure = TestFailure("DRAINING");
  failure.error = complaint::DecodeError(complaint::Code::kUnavailable, "why", "");
  failure.error.sent = complaint::Sent::kNothing;
  failure.settles = true;
  const Ran people = Print(failure, OutputFormat::kPeople);
  EXPECT_THAT(people.err, HasSubstr("\n  sent            nothing\n  recorded        perhaps\n"));
  EXPECT_EQ(people.exit, ExitCode::kOutcomeUnknown);
  const json error = json::parse(Print(failure, OutputFormat::kJson).out)["error"];
  EXPECT_EQ(error["sent"], "nothing");
  EXPECT_EQ(error["recorded"], "perhaps");
}

TEST(PrintFailure, WritesOneJsonObjectOnStdout) {
  Failure failure = TestFailure("RATE_LIMITED");
  failure.error.metadata = {{"result_id", "1001"}, {"result_comment", "请\"稍后\"再试"}};
  failure.error.violations = {{"isspid", "is\nmissing"}};
  failure.error.retry_delay = std::chrono::seconds(60);
  const Ran ran = Print(failure, OutputFormat::kJson);
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_THAT(ran.out, HasSubstr("请\\\"稍后\\\"再试"));
  EXPECT_EQ(json::parse(ran.out),
            json({{"error",
                   {{"reason", "RATE_LIMITED"},
                    {"code", "RESOURCE_EXHAUSTED"},
                    {"message", "why"},
                    {"sent", "nothing"},
                    {"isspid", "39493002"},
                    {"transaction_id", "t1"},
                    {"metadata", {{"result_id", "1001"}, {"result_comment", "请\"稍后\"再试"}}},
                    {"field_violations",
                     json::array({{{"field", "isspid"}, {"description", "is missing"}}})},
                    {"retry_delay", "60s"},
                    {"advice", FindAdvice(complaint::Reason::kRateLimited)->text}}}}));
}

TEST(PrintFailure, LeavesOutOfJsonWhatIsEmpty) {
  const json error = json::parse(Print(TestFailure("DRAINING"), OutputFormat::kJson).out)["error"];
  EXPECT_FALSE(error.contains("recorded"));
  EXPECT_FALSE(error.contains("metadata"));
  EXPECT_FALSE(error.contains("field_violations"));
  EXPECT_FALSE(error.contains("retry_delay"));
}

TEST(PrintFailure, LetsNobodyElseMoveTheCursor) {
  Failure failure = TestFailure("GATEWAY_REJECTED");
  failure.error.message = "a\x1B[2J\nb";
  EXPECT_THAT(Print(failure, OutputFormat::kPeople).err, HasSubstr("message         a [2J b\n"));
}

}  // namespace
}  // namespace imageco::complaintctl
