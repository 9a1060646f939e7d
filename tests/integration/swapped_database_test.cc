// Another database stands in the ledger's place while replies are under way, and still does when a
// process starts that knows nothing of the first: nobody looks into an empty ledger and sends
// again.
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/postgres/pg_server.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using bridge::ledger::PgServer;
using grpc::StatusCode;
using sandbox::FaultPlan;
using server::IsError;
using server::PendingReply;
using testing::AnyOf;

void RunElsewhere(const std::string& sql) { PgServer::Get().Run("postgres", sql); }

struct Swap {
  const char* name;
  void (*run)(const std::string& database);

  static std::string Name(const testing::TestParamInfo<Swap>& info) { return info.param.name; }
};

const Swap kSwaps[] = {
    {"TablesDropped",
     [](const std::string& database) {
       PgServer::Get().Run(database, "DROP SCHEMA public CASCADE");
       PgServer::Get().Run(database, "CREATE SCHEMA public");
     }},
    {"RowsDeleted",
     [](const std::string& database) {
       // In the order in which a claim locks them: the database would end one of the two.
       PgServer::Get().Run(database, "TRUNCATE replies, ledger_identity");
     }},
    {"DatabaseMadeAnew",
     [](const std::string& database) {
       RunElsewhere(absl::StrCat("DROP DATABASE ", database, " WITH (FORCE)"));
       RunElsewhere(absl::StrCat("CREATE DATABASE ", database));
     }},
    {"NameLeadsElsewhere",
     [](const std::string& database) {
       RunElsewhere(absl::StrCat("ALTER DATABASE ", database, " ALLOW_CONNECTIONS false"));
       RunElsewhere(
           "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = "
           "'" +
           database + "'");
       RunElsewhere(absl::StrCat("ALTER DATABASE ", database, " RENAME TO ", database, "_away"));
       RunElsewhere(absl::StrCat("CREATE DATABASE ", database));
     }},
};

class SwappedDatabaseTest : public ReplicaFixture, public testing::WithParamInterface<Swap> {
 protected:
  SwappedDatabaseTest() : ReplicaFixture(LedgerKind::kPostgres) {}
};

TEST_P(SwappedDatabaseTest, SendsNothingAgain) {
  constexpr int kReplies = 200;
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(20); }, /*times=*/0);
  const std::unique_ptr<Replica> replicas[] = {Launch(), Launch()};
  std::vector<std::unique_ptr<PendingReply>> calls;
  for (int i = 0; i < kReplies; ++i) {
    calls.push_back(replicas[i % 2]->StartReply(absl::StrCat("t-", i)));
  }
  AwaitReceived(40);
  GetParam().run(DatabaseOf(config()));
  for (int i = 0; i < kReplies; ++i) ExpectTrue(absl::StrCat("t-", i), calls[i]->status());

  const auto received = gateway().counts().received;
  for (const auto& replica : replicas) {
    for (int i = 0; i < kReplies; i += 10) {
      // Unknown is what it sent itself and could not record since.
      EXPECT_THAT(server::ReasonOf(replica->Reply(absl::StrCat("t-", i))),
                  AnyOf("LEDGER_UNAVAILABLE", "OUTCOME_UNKNOWN"));
    }
    replica->process().Kill();
  }
  const auto restarted = Launch();
  for (int i = 0; i < kReplies; i += 10) {
    EXPECT_THAT(restarted->Reply(absl::StrCat("t-", i)),
                IsError(StatusCode::UNAVAILABLE, "LEDGER_UNAVAILABLE"));
  }
  EXPECT_EQ(gateway().counts().received, received);
  ExpectNoDuplicates();
}

INSTANTIATE_TEST_SUITE_P(Swaps, SwappedDatabaseTest, testing::ValuesIn(kSwaps), Swap::Name);

}  // namespace
}  // namespace imageco::integration
