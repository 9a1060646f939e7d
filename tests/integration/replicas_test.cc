// Two server processes on one PostgreSQL.
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using sandbox::FaultPlan;
using server::IsError;
using server::IsOk;
using server::PendingReply;

class ReplicasTest : public ReplicaFixture {
 protected:
  ReplicasTest() : ReplicaFixture(LedgerKind::kPostgres) {}
};

TEST_F(ReplicasTest, SendOneMessageForAHundredCallersWithOneId) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  const std::unique_ptr<Replica> replicas[] = {Launch(), Launch()};
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(replicas[i % 2]->StartReply("t-1"));
  int sent = 0;
  for (const auto& call : calls) {
    if (call->status().ok()) {
      sent += !call->response().replayed();
    } else {
      EXPECT_THAT(call->status(), IsError(StatusCode::ABORTED, "REPLY_IN_PROGRESS"));
    }
  }
  EXPECT_EQ(sent, 1);
  for (const auto& replica : replicas) EXPECT_THAT(replica->ReplyUntilItEnds("t-1"), IsOk());
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(ReplicasTest, ShareManyIdsAndSendEachOnce) {
  const std::unique_ptr<Replica> replicas[] = {Launch(), Launch()};
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < 200; ++i) {
    calls.push_back(replicas[i % 2]->StartReply(absl::StrCat("t-", i / 2)));
  }
  for (const auto& call : calls) call->status();
  for (int i = 0; i < 100; ++i) {
    const std::string id = absl::StrCat("t-", i);
    for (const auto& replica : replicas) EXPECT_THAT(replica->ReplyUntilItEnds(id), IsOk());
    EXPECT_EQ(Applied(id), 1u);
  }
  ExpectNoDuplicates();
}

TEST_F(ReplicasTest, TellOfEachOthersDeathOnceTheLeaseHasRunOut) {
  const auto other = Launch();
  PlanFault([](FaultPlan& plan) { plan.connection = {.end = sandbox::ConnectionEnd::kHang}; });
  const auto dying = Launch();
  const auto lost = dying->StartReply("t-1");
  AwaitReceived(1);
  EXPECT_THAT(other->Reply("t-1"), IsError(StatusCode::ABORTED, "REPLY_IN_PROGRESS"));
  dying->process().Kill();
  EXPECT_THAT(other->ReplyUntilItEnds("t-1"), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_EQ(gateway().counts().received, 1u);
}

}  // namespace
}  // namespace imageco::integration
