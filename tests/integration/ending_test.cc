// SIGTERM always ends the process, whatever is open on the callers' port, and never what was sent.
#include <sys/wait.h>

#include <csignal>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/http2_caller.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using sandbox::ConnectionEnd;
using sandbox::FaultPlan;
using server::IsError;
using server::IsOk;
using testing::HasSubstr;

constexpr char kWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
const std::string kListServices("\x3a\0", 2);
struct OpenStream {
  const char* name;
  std::function<void(Http2Caller&)> open;
};

std::ostream& operator<<(std::ostream& out, const OpenStream& stream) { return out << stream.name; }

const OpenStream kStreams[] = {
    {"SaysNothing", [](Http2Caller&) {}},
    {"PrefaceAlone",
     [](Http2Caller& caller) {
       caller.Greet();
       caller.AwaitBytes(kSettingsBytes);
     }},
    {"HealthWatch",
     [](Http2Caller& caller) {
       caller.Greet();
       caller.SendHeaders(kWatch);
       caller.SendMessage("");
       caller.AwaitBytes(2 * kSettingsBytes);
     }},
    {"Reflection",
     [](Http2Caller& caller) {
       caller.Greet();
       caller.SendHeaders(kReflection);
       caller.AwaitBytes(kSettingsBytes);
     }},
    {"HeadersWithoutBody",
     [](Http2Caller& caller) {
       caller.Greet();
       caller.SendHeaders(kReply);
       caller.AwaitBytes(kSettingsBytes);
     }},
    {"HalfABody",
     [](Http2Caller& caller) {
       caller.Greet();
       caller.SendHeaders(kReply);
       caller.Send(std::string("\0\0\3\0\0\0\0\0\1\0\0\0", 12));
       caller.AwaitBytes(kSettingsBytes);
     }},
    {"AnswerThatNobodyReads",
     [](Http2Caller& caller) {
       caller.Greet(/*window=*/0);
       complaint::v1::ReplyRequest request = server::ReplyWithId("unread");
       request.set_validate_only(true);
       caller.SendHeaders(kReply);
       caller.SendMessage(request.SerializeAsString());
       caller.AwaitBytes(kSettingsBytes);
     }},
    {"StreamThatNobodyReads",
     [](Http2Caller& caller) {
       caller.Greet(/*window=*/0);
       caller.SendHeaders(kReflection);
       caller.SendMessage(kListServices, /*is_last=*/false);
       caller.AwaitBytes(kSettingsBytes);
     }},
};

class EndingTest : public ReplicaFixture {
 protected:
  EndingTest() {
    // Whoever waits for it waits for longer than any test.
    config().mutable_limits()->mutable_drain_timeout()->set_seconds(86'400);
  }
};

class OpenStreamEndingTest : public EndingTest, public testing::WithParamInterface<OpenStream> {};

TEST_P(OpenStreamEndingTest, IsCutOnceNoReplyIsOpen) {
  const auto replica = Launch();
  Http2Caller caller(replica->process().address());
  GetParam().open(caller);
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
  replica->process().Signal(SIGTERM);
  caller.AwaitClose();
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_THAT(replica->process().log(), HasSubstr("\"drained\""));
}

TEST_P(OpenStreamEndingTest, IsNoReasonToCutAReplyThatWasSent) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(2500); });
  const auto replica = Launch();
  Http2Caller caller(replica->process().address());
  GetParam().open(caller);
  const auto sent = replica->StartReply("t-1");
  AwaitReceived(1);
  replica->process().Signal(SIGTERM);
  EXPECT_THAT(sent->status(), IsOk());
  EXPECT_EQ(replica->process().AwaitEnd(), 0);
}

INSTANTIATE_TEST_SUITE_P(Streams, OpenStreamEndingTest, testing::ValuesIn(kStreams),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_F(EndingTest, ASecondSignalRefusesWhatWaitsAndKeepsWhatWasSent) {
  merchant().mutable_admission()->set_concurrency_max(1);
  merchant().mutable_admission()->mutable_wait_max()->set_seconds(100);
  PlanFault([](FaultPlan& plan) { plan.connection = {.end = ConnectionEnd::kHang}; });
  const auto replica = Launch();
  const std::string operations = replica->process().operations_address();
  const auto sent = replica->StartReply("t-1");
  AwaitReceived(1);
  const auto waiting = replica->StartReply("t-2");
  // What comes after it on the connection is answered: it is there.
  EXPECT_EQ(replica->StateOf("t-2"), complaint::v1::REPLY_STATE_UNSPECIFIED);
  replica->process().Signal(SIGTERM);
  while (server::HttpGet(operations, "/readyz").status == 200) std::this_thread::yield();
  replica->process().Signal(SIGTERM);
  EXPECT_THAT(waiting->status(), IsError(StatusCode::UNAVAILABLE, "DRAINING"));
  EXPECT_EQ(server::HttpGet(operations, "/livez").status, 200) << "the other was sent";
  gateway().Reset();
  EXPECT_THAT(sent->status(), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(replica->process().AwaitEnd(), 0);
  EXPECT_THAT(replica->process().log(), HasSubstr("in a hurry"));
}

}  // namespace
}  // namespace imageco::integration
