#include <nlohmann/json.hpp>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> Settle(const std::string& server, std::vector<std::string> more) {
  std::vector<std::string> arguments = {"settle", "--server", server};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const std::vector<std::string> kNotDelivered = {"--isspid", "39493002",        "--transaction-id",
                                                "t1",       "--not-delivered", "--by",
                                                "alice",    "--reason",        "not shown yet"};

TEST(SettleCommand, SettlesAndSaysWhatItMeans) {
  FakeBridge bridge;
  SettleReplyRequest seen;
  bridge.on_settle_reply = [&](const SettleReplyRequest& request, SettleReplyResponse& response) {
    seen = request;
    response.mutable_reply()->set_state(complaint::v1::REPLY_STATE_NOT_DELIVERED);
    response.mutable_reply()->mutable_finding()->set_verdict(request.verdict());
    return FakeStatus{};
  };
  const Ran ran = RunCtl(Settle(bridge.address(), kNotDelivered));
  EXPECT_EQ(seen.isspid(), "39493002");
  EXPECT_EQ(seen.transaction_id(), "t1");
  EXPECT_EQ(seen.verdict(), complaint::v1::VERDICT_NOT_DELIVERED);
  EXPECT_EQ(seen.settled_by(), "alice");
  EXPECT_EQ(seen.reason(), "not shown yet");
  EXPECT_THAT(ran.out, StartsWith("Settled as NOT_DELIVERED.\n"));
  EXPECT_THAT(ran.out, HasSubstr("\n  what it means   Nothing was sent by this."));
  EXPECT_EQ(ran.exit, ExitCode::kOk);
}

TEST(SettleCommand, SettlesAsDelivered) {
  FakeBridge bridge;
  SettleReplyRequest seen;
  bridge.on_settle_reply = [&](const SettleReplyRequest& request, SettleReplyResponse& response) {
    seen = request;
    response.mutable_reply()->set_state(complaint::v1::REPLY_STATE_DELIVERED);
    return FakeStatus{};
  };
  const Ran ran = RunCtl(Settle(bridge.address(), {"--transaction-id", "t1", "--delivered", "--by",
                                                   "a", "--reason", "r", "--output", "json"}));
  EXPECT_EQ(seen.verdict(), complaint::v1::VERDICT_DELIVERED);
  EXPECT_EQ(json::parse(ran.out)["reply"]["state"], "REPLY_STATE_DELIVERED");
}

TEST(SettleCommand, TellsThatNothingIsOpen) {
  FakeBridge bridge;
  bridge.on_settle_reply = [](const SettleReplyRequest&, SettleReplyResponse&) {
    return Fail("REPLY_NOT_UNKNOWN");
  };
  const Ran ran = RunCtl(Settle(bridge.address(), kNotDelivered));
  EXPECT_THAT(ran.err, StartsWith("Failed: REPLY_NOT_UNKNOWN (FAILED_PRECONDITION)\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  transaction id  t1\n"));
  EXPECT_THAT(ran.err, HasSubstr("complaintctl get"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SettleCommand, SaysThatItIsPerhapsRecordedWhereTheBridgeGivesNoReason) {
  FakeBridge bridge;
  bridge.on_settle_reply = [](const SettleReplyRequest&, SettleReplyResponse&) {
    return FakeStatus{absl::StatusCode::kUnavailable, "upstream went away", ""};
  };
  const Ran ran = RunCtl(Settle(bridge.address(), kNotDelivered));
  EXPECT_THAT(ran.err, HasSubstr("\n  recorded        perhaps\n"));
  EXPECT_THAT(ran.err, HasSubstr("Ask complaintctl get"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST(SettleCommand, SaysThatItIsPerhapsRecordedWhereTheAnswerDoesNotCome) {
  absl::Notification done;
  FakeBridge bridge;
  bridge.on_settle_reply = [&](const SettleReplyRequest&, SettleReplyResponse&) {
    done.WaitForNotification();
    return FakeStatus{};
  };
  std::vector<std::string> arguments = Settle(bridge.address(), kNotDelivered);
  arguments.insert(arguments.end(), {"--deadline", "500ms"});
  const Ran ran = RunCtl(arguments);
  done.Notify();
  EXPECT_THAT(ran.err, StartsWith("Failed: DEADLINE_EXCEEDED\n"));
  EXPECT_THAT(ran.err, HasSubstr("\n  recorded        perhaps\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST(SettleCommand, KnowsThatNothingIsRecordedWhereNobodyListens) {
  const Ran ran = RunCtl(Settle(kNobody, kNotDelivered));
  EXPECT_THAT(ran.err, Not(HasSubstr("recorded")));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST(SettleCommand, ExplainsTheExitCodeOfALostAnswer) {
  EXPECT_THAT(RunCtl({"settle", "--help"}).out, HasSubstr("3 perhaps recorded"));
}

TEST(SettleCommand, WantsOneVerdict) {
  const std::vector<std::string> rest = {"--transaction-id", "t", "--by", "a", "--reason", "r"};
  const std::vector<std::pair<std::vector<std::string>, std::string>> table = {
      {{}, "--delivered or --not-delivered: is missing\n"},
      {{"--delivered", "--not-delivered"}, "--delivered: does not go with --not-delivered\n"}};
  for (const auto& [verdicts, fault] : table) {
    std::vector<std::string> arguments = rest;
    arguments.insert(arguments.end(), verdicts.begin(), verdicts.end());
    const Ran ran = RunCtl(Settle(kNobody, arguments));
    EXPECT_THAT(ran.err, StartsWith("complaintctl settle: " + fault));
    EXPECT_EQ(ran.exit, ExitCode::kUsage);
  }
}

TEST(SettleCommand, WantsIdWhoAndWhy) {
  for (const std::string flag : {"transaction-id", "by", "reason"}) {
    std::vector<std::string> arguments = {"--delivered"};
    for (const std::string other : {"transaction-id", "by", "reason"}) {
      if (other != flag) arguments.insert(arguments.end(), {"--" + other, "x"});
    }
    const Ran ran = RunCtl(Settle(kNobody, arguments));
    EXPECT_THAT(ran.err, StartsWith("complaintctl settle: --" + flag + ": is missing\n"));
    EXPECT_EQ(ran.exit, ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
