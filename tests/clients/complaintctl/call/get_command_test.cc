#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> Get(const std::string& server, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"get", "--server", server, "--transaction-id", "t1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(GetCommand, AsksAndPrintsTheRecord) {
  FakeBridge bridge;
  GetReplyRequest seen;
  bridge.on_get_reply = [&](const GetReplyRequest& request, GetReplyResponse& response) {
    seen = request;
    response.mutable_reply()->set_transaction_id("t1");
    response.mutable_reply()->set_state(complaint::v1::REPLY_STATE_UNKNOWN);
    return FakeStatus{};
  };
  const Ran ran = RunCtl(Get(bridge.address(), {"--isspid", "39493002"}));
  EXPECT_EQ(seen.isspid(), "39493002");
  EXPECT_EQ(seen.transaction_id(), "t1");
  EXPECT_EQ(ran.out, "UNKNOWN\n  transaction id  t1\n");
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
  EXPECT_EQ(json::parse(RunCtl(Get(bridge.address(), {"--output", "json"})).out)["reply"]["state"],
            "REPLY_STATE_UNKNOWN");
}

TEST(GetCommand, TellsThatThereIsNoRecord) {
  FakeBridge bridge;
  bridge.on_get_reply = [](const GetReplyRequest&, GetReplyResponse&) {
    return Fail("REPLY_NOT_FOUND");
  };
  const Ran ran = RunCtl(Get(bridge.address()));
  EXPECT_THAT(ran.err, StartsWith("Failed: REPLY_NOT_FOUND (NOT_FOUND)\n"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(GetCommand, NeverSendsAnything) {
  FakeBridge bridge;
  bridge.on_get_reply = [](const GetReplyRequest&, GetReplyResponse&) {
    return FakeStatus{absl::StatusCode::kUnavailable, "upstream went away", ""};
  };
  for (const std::string& server : {bridge.address(), std::string(kNobody)}) {
    const Ran ran = RunCtl(Get(server));
    EXPECT_THAT(ran.err, HasSubstr("\n  sent            nothing\n"));
    EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
  }
}

TEST(GetCommand, WantsATransactionId) {
  const Ran ran = RunCtl({"get", "--server", kNobody});
  EXPECT_THAT(ran.err, StartsWith("complaintctl get: --transaction-id: is missing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

}  // namespace
}  // namespace imageco::complaintctl
