// The database under the ledger is killed while replies are under way, and started again.
#include <sys/wait.h>

#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/postgres/pg_server.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using bridge::ledger::PgServer;
using grpc::StatusCode;
using sandbox::FaultPlan;
using server::IsError;
using server::IsOk;
using server::PendingReply;

class KilledDatabaseTest : public ReplicaFixture {
 protected:
  KilledDatabaseTest() : ReplicaFixture(LedgerKind::kPostgres) {}
};

TEST_F(KilledDatabaseTest, AppliesNoneTwiceAndTellsTheTruth) {
  constexpr int kReplies = 200;
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(20); }, /*times=*/0);
  const auto replica = Launch();
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < kReplies; ++i) calls.push_back(replica->StartReply(absl::StrCat("t-", i)));
  AwaitReceived(40);
  PgServer::Get().Kill();
  PgServer::Get().Start();  // takes longer than what is at the gateway meanwhile

  std::vector<std::string> delivered;
  for (int i = 0; i < kReplies; ++i) {
    const std::string id = absl::StrCat("t-", i);
    ExpectTrue(id, calls[i]->status());
    if (calls[i]->status().ok()) delivered.push_back(id);
  }
  EXPECT_FALSE(delivered.empty());
  for (const std::string& id : delivered) EXPECT_THAT(replica->ReplyUntilItEnds(id), IsOk());
  for (int i = 0; i < kReplies; ++i) {
    const std::string id = absl::StrCat("t-", i);
    const grpc::Status status = replica->ReplyUntilItEnds(id);
    ExpectTrue(id, status);
    EXPECT_TRUE(status.ok() || server::ReasonOf(status) == "OUTCOME_UNKNOWN") << id;
  }
  ExpectNoDuplicates();
}

TEST_F(KilledDatabaseTest, TakesReadinessAwayUntilItIsBack) {
  const auto replica = Launch();
  const std::string& operations = replica->process().operations_address();
  EXPECT_EQ(server::HttpGet(operations, "/readyz").status, 200);
  PgServer::Get().Kill();
  while (server::HttpGet(operations, "/readyz").status == 200) std::this_thread::yield();
  EXPECT_THAT(server::HttpGet(operations, "/readyz").body, testing::StartsWith("ledger: "));
  EXPECT_EQ(server::HttpGet(operations, "/livez").status, 200);
  PgServer::Get().Start();
  while (server::HttpGet(operations, "/readyz").status != 200) std::this_thread::yield();
}

TEST_F(KilledDatabaseTest, IsToldOfAnOutcomeBeforeTheServerEnds) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(300); });
  {
    const auto replica = Launch();
    const auto call = replica->StartReply("t-1");
    AwaitReceived(1);
    PgServer::Get().Kill();
    EXPECT_THAT(call->status(), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
    EXPECT_THAT(replica->Reply("t-1"), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
    replica->process().Signal(SIGTERM);
    PgServer::Get().Start();
    const int status = replica->process().AwaitEnd();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  EXPECT_THAT(Launch()->Reply("t-1"), IsOk());
  EXPECT_EQ(gateway().counts().received, 1u);
}

}  // namespace
}  // namespace imageco::integration
