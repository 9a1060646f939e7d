// Many callers at once, of one process and of two that share a ledger.
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

constexpr int kCallers = 100;

class ManyCallersTest : public ReplicaFixture, public testing::WithParamInterface<LedgerKind> {
 protected:
  ManyCallersTest() : ReplicaFixture(GetParam()) {
    // So that all of them come while the first is being sent.
    PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  }
};

TEST_P(ManyCallersTest, SendsOneMessageForOneId) {
  const auto replica = Launch();
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < kCallers; ++i) calls.push_back(replica->StartReply("t-1"));
  int sent = 0;
  for (const auto& call : calls) {
    EXPECT_THAT(call->status(), IsOk());
    sent += !call->response().replayed();
  }
  EXPECT_EQ(sent, 1);
  EXPECT_EQ(gateway().counts().received, 1u);
  EXPECT_EQ(Applied("t-1"), 1u);
}

INSTANTIATE_TEST_SUITE_P(Ledgers, ManyCallersTest, testing::ValuesIn(kLedgerKinds),
                         [](const auto& info) { return ToText(info.param); });

}  // namespace
}  // namespace imageco::integration
