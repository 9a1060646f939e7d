// The server's process is stopped for longer than an exchange may take, and goes on: what arrived
// meanwhile counts.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using sandbox::FaultPlan;
using server::IsOk;

class StoppedProcessTest : public ReplicaFixture, public testing::WithParamInterface<bool> {
 protected:
  StoppedProcessTest() {
    GetParam() ? UseHttps("/json") : UseHttp("/json");
    merchant().mutable_gateway()->mutable_connect_timeout()->set_seconds(1);
    merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(1);
  }
};

// The gateway has far more time to answer in than it takes, and the server none by its own clock.
TEST_P(StoppedProcessTest, ReadsTheAnswerThatCameMeanwhile) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  const auto replica = Launch();
  const auto call = replica->StartReply("t-1");
  AwaitReceived(1);
  replica->process().Signal(SIGSTOP);
  std::this_thread::sleep_for(std::chrono::milliseconds(3000));
  replica->process().Signal(SIGCONT);
  EXPECT_THAT(call->status(), IsOk());
  ExpectNoDuplicates();
}

INSTANTIATE_TEST_SUITE_P(Wires, StoppedProcessTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Https" : "Http"; });

}  // namespace
}  // namespace imageco::integration
