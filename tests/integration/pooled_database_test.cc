// A pooler stands in front of a database that does not wait for its disk unless a session asks it
// to, and that crashes while replies are under way.
#include <sys/wait.h>

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/postgres/pg_bouncer.h"
#include "tests/bridge/ledger/postgres/pg_server.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using bridge::ledger::PgBouncer;
using bridge::ledger::PgServer;
using sandbox::FaultPlan;
using server::PendingReply;

constexpr int kRepliesOfARound = 60;

class PooledDatabaseTest : public ReplicaFixture {
 protected:
  PooledDatabaseTest() : ReplicaFixture(LedgerKind::kPostgres) {
    const std::string database = DatabaseOf(config());
    PgServer::Get().Run("postgres",
                        absl::StrCat("ALTER DATABASE ", database, " SET synchronous_commit = off"));
    config().mutable_ledger()->mutable_postgres()->set_conninfo(pooler_.Conninfo(database));
    PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(20); }, /*times=*/0);
  }

  static std::string IdOf(int reply) { return absl::StrCat("t-", reply); }

  // Replies under way when the database crashes, asked of each replica in turn, of which the
  // gateway has so many by then. Their answers are true.
  void CrashUnderLoad(int round, int received_min) {
    const auto received = gateway().counts().received;
    std::vector<std::unique_ptr<PendingReply>> calls;
    for (int i = 0; i < kRepliesOfARound; ++i) {
      calls.push_back(replicas_[i % 2]->StartReply(IdOf(round * kRepliesOfARound + i)));
    }
    AwaitReceived(received + received_min);
    PgServer::Get().Kill();
    PgServer::Get().Start();
    for (int i = 0; i < kRepliesOfARound; ++i) {
      ExpectTrue(IdOf(round * kRepliesOfARound + i), calls[i]->status());
    }
  }

  // All that was asked in that many rounds, once more.
  void ExpectNoneSentAgain(int rounds) {
    for (int i = 0; i < rounds * kRepliesOfARound; ++i) {
      const grpc::Status status = replicas_[i % 2]->ReplyUntilItEnds(IdOf(i));
      ExpectTrue(IdOf(i), status);
      EXPECT_TRUE(status.ok() || server::ReasonOf(status) == "OUTCOME_UNKNOWN") << IdOf(i);
    }
    ExpectNoDuplicates();
  }

  PgBouncer pooler_{"session"};
  std::unique_ptr<Replica> replicas_[2];
};

TEST_F(PooledDatabaseTest, LosesNothingWhereSessionsArePooled) {
  constexpr int kRounds = 6;
  for (auto& replica : replicas_) replica = Launch();
  for (int round = 0; round < kRounds; ++round) {
    // The pooler has its server again.
    replicas_[round % 2]->ReplyUntilItEnds(absl::StrCat("before-", round));
    CrashUnderLoad(round, /*received_min=*/15);
  }
  ExpectNoneSentAgain(kRounds);
}

TEST_F(PooledDatabaseTest, RefusesToStartWhereTransactionsArePooled) {
  pooler_.SetMode("transaction");
  const auto replica = Launch();
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
  EXPECT_THAT(replica->process().log(), testing::HasSubstr("must pool sessions, not transactions"));
}

// What is claimed in a session as it was set up may be sent, and is on the disk; whose answer it
// was is known.
TEST_F(PooledDatabaseTest, LosesNothingInSessionsThatNoLongerLast) {
  constexpr int kRounds = 6;
  for (auto& replica : replicas_) replica = Launch();
  CrashUnderLoad(0, /*received_min=*/15);
  pooler_.SetMode("transaction");
  for (int round = 1; round < kRounds; ++round) CrashUnderLoad(round, /*received_min=*/0);
  pooler_.SetMode("session");
  ExpectNoneSentAgain(kRounds);
}

}  // namespace
}  // namespace imageco::integration
