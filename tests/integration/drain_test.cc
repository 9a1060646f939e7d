// SIGTERM while replies are under way.
#include <sys/wait.h>

#include <csignal>
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using sandbox::FaultPlan;
using server::IsOk;
using server::PendingReply;

class DrainTest : public ReplicaFixture, public testing::WithParamInterface<LedgerKind> {
 protected:
  DrainTest() : ReplicaFixture(GetParam()) {}
};

TEST_P(DrainTest, SettlesAndAnswersWhatWasSentAndRefusesTheRest) {
  constexpr int kReplies = 60;
  constexpr uint64_t kSent = 8;
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(1'000'000);
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(300); }, 0);
  merchant().mutable_admission()->set_concurrency_max(kSent);
  const auto replica = Launch();
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < kReplies; ++i) {
    calls.push_back(replica->StartReply("t-" + std::to_string(i)));
  }
  AwaitReceived(kSent);
  replica->process().Signal(SIGTERM);
  std::vector<std::string> delivered;
  int refused = 0;
  for (int i = 0; i < kReplies; ++i) {
    const std::string id = "t-" + std::to_string(i);
    ExpectTrue(id, calls[i]->status());
    EXPECT_NE(server::ReasonOf(calls[i]->status()), "OUTCOME_UNKNOWN");
    EXPECT_EQ(calls[i]->status().ok(), Applied(id) == 1) << "every caller hears what became of it";
    if (calls[i]->status().ok()) delivered.push_back(id);
    refused += server::ReasonOf(calls[i]->status()) == "DRAINING";
  }
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_GE(delivered.size(), kSent);
  EXPECT_GT(refused, 0);

  gateway().ClearFaults();
  const auto restarted = Launch();
  const auto received = gateway().counts().received;
  for (const std::string& id : delivered) EXPECT_THAT(restarted->Reply(id), IsOk());
  EXPECT_EQ(gateway().counts().received, received);
}

TEST_P(DrainTest, EndsInOrderBySigquitAndNotByWhatSaysNothingOfEnding) {
  const auto replica = Launch();
  for (const int signal : {SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ}) {
    replica->process().Signal(signal);
    EXPECT_THAT(replica->Reply("t-" + std::to_string(signal)), IsOk());
  }
  replica->process().Signal(SIGQUIT);
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

INSTANTIATE_TEST_SUITE_P(Ledgers, DrainTest, testing::ValuesIn(kLedgerKinds),
                         [](const auto& info) { return ToText(info.param); });

}  // namespace
}  // namespace imageco::integration
