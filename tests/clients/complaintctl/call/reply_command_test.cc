#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/synchronization/notification.h"
#include "clients/complaintctl/app.h"
#include "clients/complaintctl/call/advice.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/v1/error_reason.pb.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeBridge;
using complaint::FakeDetails;
using complaint::FakeStatus;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

std::vector<std::string> ReplyTo(const std::string& server, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {
      "reply", "--server",       server, "--isspid",  "39493002",        "--seller-account",
      "S",     "--complaint-id", "C",    "--content", "已与用户沟通解决"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

FakeStatus Deliver(const ReplyRequest& request, ReplyResponse& response) {
  response.set_isspid(request.isspid());
  response.set_transaction_id(request.transaction_id());
  response.mutable_result()->set_id("0000");
  response.mutable_result()->set_comment("回复成功");
  return {};
}

// A port that takes connections and never says a word.
class SilentPort {
 public:
  SilentPort() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentPort() { close(socket_); }

  const std::string& address() const { return address_; }

 private:
  int socket_;
  std::string address_;
};

TEST(ReplyCommand, SendsTheRequestAndPrintsTheAnswer) {
  FakeBridge bridge;
  ReplyRequest seen;
  bridge.on_reply = [&](const ReplyRequest& request, ReplyResponse& response) {
    seen = request;
    return Deliver(request, response);
  };
  const Ran ran = RunCtl(
      ReplyTo(bridge.address(), {"--transaction-id", "t1", "--image", "a", "--image", "b",
                                 "--jump-url", "https://x", "--jump-url-text", "查看订单详情"}));
  EXPECT_EQ(seen.response_content(), "已与用户沟通解决");
  EXPECT_THAT(seen.response_images(), ElementsAre("a", "b"));
  EXPECT_EQ(seen.jump_link().text(), "查看订单详情");
  EXPECT_EQ(ran.out,
            "Delivered.\n"
            "  isspid          39493002\n"
            "  transaction id  t1\n"
            "  result          0000 回复成功\n");
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kOk);
}

TEST(ReplyCommand, PrintsJson) {
  FakeBridge bridge;
  bridge.on_reply = Deliver;
  const Ran ran = RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1", "--output", "json"}));
  EXPECT_EQ(json::parse(ran.out)["transaction_id"], "t1");
  EXPECT_EQ(json::parse(ran.out)["result"]["comment"], "回复成功");
}

TEST(ReplyCommand, PrintsTheIdThatItMakesBeforeTheCall) {
  std::istringstream in;
  std::ostringstream out, err;
  Console console{in, out, err};
  FakeBridge bridge;
  std::string err_at_the_call;
  ReplyRequest seen;
  bridge.on_reply = [&](const ReplyRequest& request, ReplyResponse& response) {
    err_at_the_call = err.str();
    seen = request;
    return Deliver(request, response);
  };
  EXPECT_EQ(RunApp(ReplyTo(bridge.address()), console), ExitCode::kOk);
  EXPECT_EQ(err_at_the_call, "transaction id: " + seen.transaction_id() + "\n");
  EXPECT_THAT(seen.transaction_id(), MatchesRegex("[0-9a-f]{32}"));
}

TEST(ReplyCommand, PrintsTheIdThatItMakesAlsoWhereTheCallFails) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest&, ReplyResponse&) { return Fail("OUTCOME_UNKNOWN"); };
  for (const std::string& server : {bridge.address(), std::string(kNobody)}) {
    for (const char* output : {"people", "json"}) {
      const Ran ran = RunCtl(ReplyTo(server, {"--output", output}));
      EXPECT_THAT(ran.err, StartsWith("transaction id: "));
      const std::string id = ran.err.substr(16, 32);
      EXPECT_THAT(std::string(output) == "json" ? ran.out : ran.err.substr(48), HasSubstr(id));
    }
  }
}

TEST(ReplyCommand, MakesANewIdEveryTime) {
  const std::string first = RunCtl(ReplyTo(kNobody)).err.substr(0, 48);
  EXPECT_NE(RunCtl(ReplyTo(kNobody)).err.substr(0, 48), first);
}

TEST(ReplyCommand, TellsEveryErrorOfTheBridge) {
  FakeBridge bridge;
  std::string reason;
  bridge.on_reply = [&](const ReplyRequest&, ReplyResponse&) { return Fail(reason); };
  const auto* reasons = complaint::v1::ErrorReason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    reason = reasons->value(i)->name();
    const Advice& advice = *FindAdvice(static_cast<complaint::Reason>(i));
    const Ran people = RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1"}));
    EXPECT_THAT(people.err, StartsWith("Failed: " + reason + " (")) << reason;
    EXPECT_THAT(people.err, HasSubstr(std::string(advice.text))) << reason;
    EXPECT_THAT(people.out, IsEmpty()) << reason;
    EXPECT_EQ(people.exit, advice.exit) << reason;
    const Ran machine =
        RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1", "--output", "json"}));
    EXPECT_EQ(json::parse(machine.out)["error"]["reason"], reason);
    EXPECT_EQ(machine.exit, advice.exit) << reason;
  }
}

TEST(ReplyCommand, TellsWhatTheErrorCarries) {
  FakeBridge bridge;
  bridge.on_reply = [&](const ReplyRequest&, ReplyResponse&) {
    FakeDetails details;
    details.metadata = {{"result_id", "1001"}, {"result_comment", "投诉单不存在"}};
    details.violations = {{"complaint_id", "is unknown"}};
    details.retry_delay = absl::Seconds(60);
    return Fail("GATEWAY_REJECTED", details);
  };
  const Ran ran = RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1"}));
  EXPECT_THAT(ran.err, HasSubstr("\n  result          1001 投诉单不存在\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  field           complaint_id: is unknown\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  retry after     60s\n"));
}

TEST(ReplyCommand, CallsTheOutcomeUnknownWhereTheAnswerDoesNotCome) {
  absl::Notification done;
  FakeBridge bridge;
  bridge.on_reply = [&](const ReplyRequest&, ReplyResponse&) {
    done.WaitForNotification();
    return FakeStatus{};
  };
  const Ran ran =
      RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1", "--deadline", "500ms"}));
  done.Notify();
  EXPECT_THAT(ran.err, StartsWith("Failed: DEADLINE_EXCEEDED\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  sent            perhaps\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST(ReplyCommand, CallsTheOutcomeUnknownWhereTheBridgeGivesNoReason) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest&, ReplyResponse&) {
    return FakeStatus{absl::StatusCode::kUnavailable, "upstream went away", ""};
  };
  const Ran ran = RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1"}));
  EXPECT_THAT(ran.err, HasSubstr("\n  message         upstream went away\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST(ReplyCommand, KnowsThatACheckSendsNothing) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest& request, ReplyResponse&) {
    EXPECT_TRUE(request.validate_only());
    return FakeStatus{absl::StatusCode::kUnavailable, "upstream went away", ""};
  };
  const Ran ran = RunCtl(ReplyTo(bridge.address(), {"--transaction-id", "t1", "--validate-only"}));
  EXPECT_THAT(ran.err, HasSubstr("\n  sent            nothing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST(ReplyCommand, KnowsThatNobodySentAnythingWhereNobodyListens) {
  const Ran ran = RunCtl(ReplyTo(kNobody, {"--transaction-id", "t1"}));
  EXPECT_THAT(ran.err, HasSubstr("Connection refused"));
  EXPECT_THAT(ran.err, HasSubstr("\n  sent            nothing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST(ReplyCommand, KnowsThatNobodySentAnythingWhereNobodyAnswers) {
  const SilentPort port;
  const Ran ran =
      RunCtl(ReplyTo(port.address(), {"--transaction-id", "t1", "--deadline", "200ms"}));
  EXPECT_THAT(ran.err, StartsWith("Failed: DEADLINE_EXCEEDED\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  sent            nothing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST(ReplyCommand, RefusesTextInGbkByTheFlagsName) {
  const Ran ran = RunCtl({"reply", "--server", kNobody, "--content", "\xC4\xFA\xBA\xC3"});
  EXPECT_THAT(ran.err, StartsWith("complaintctl reply: --content: is not UTF-8, from byte 1 on"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

TEST(ReplyCommand, CallsNobodyWhereTheCommandLineIsWrong) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest&, ReplyResponse&) -> FakeStatus {
    ADD_FAILURE() << "was called";
    return {};
  };
  const Ran ran = RunCtl({"reply", "--server", bridge.address(), "--content", "x"});
  EXPECT_THAT(ran.err,
              StartsWith("complaintctl reply: --seller-account, --complaint-id: are missing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
  EXPECT_EQ(RunCtl(ReplyTo(bridge.address(), {"--output", "xml"})).exit, ExitCode::kUsage);
  EXPECT_EQ(RunCtl(ReplyTo(bridge.address(), {"--deadline", "soon"})).exit, ExitCode::kUsage);
}

}  // namespace
}  // namespace imageco::complaintctl
