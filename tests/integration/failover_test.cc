// The standby takes the place of a database that committed what the standby never had: nobody is
// sent again what only the lost one knew.
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/postgres/pg_server.h"
#include "tests/bridge/ledger/postgres/pg_standby.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using bridge::ledger::PgServer;
using bridge::ledger::PgStandby;
using sandbox::FaultPlan;
using server::PendingReply;

class FailoverTest : public ReplicaFixture {
 protected:
  FailoverTest() : ReplicaFixture(LedgerKind::kPostgres) {
    auto& postgres = *config().mutable_ledger()->mutable_postgres();
    const std::string database = postgres.conninfo().substr(postgres.conninfo().rfind('=') + 1);
    // Its sessions are not told of a wait that was cancelled.
    RunOnPrimary(absl::StrCat("ALTER DATABASE ", database, " SET client_min_messages = error"));
    WaitForStandbys();
    postgres.set_conninfo(absl::StrCat("host=", PgServer::Get().folder(), ",", standby_->folder(),
                                       " user=postgres dbname=", database,
                                       " target_session_attrs=read-write"));
  }

  ~FailoverTest() override {
    PgServer::Get().Kill();
    PgServer::Get().Start();
    SetStandbys("");
  }

  static std::vector<std::string> RunOnPrimary(const std::string& sql) {
    return PgServer::Get().Run("postgres", sql);
  }

  static void SetStandbys(const std::string& names) {
    RunOnPrimary("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
    RunOnPrimary("SELECT pg_reload_conf()");
  }

  static bool CommitsWait() {
    return !RunOnPrimary("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'").empty();
  }

  // Returns when a commit has waited for the standby, which then began. That a server has read its
  // settings, and that a standby follows, is not yet that commits wait.
  void WaitForStandbys() {
    SetStandbys("*");
    for (bool waited = false; !waited;) {
      const auto commit = std::async(std::launch::async, [] {
        RunOnPrimary("SELECT pg_logical_emit_message(true, 'a commit', '')");
      });
      while (!waited && commit.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        waited = CommitsWait();
      }
      if (waited) standby_.emplace();
    }
  }

  // As an operator does whose database stands still: each commit that waits for the standby ends,
  // on the primary alone. Gives how many.
  static size_t CancelWaits() {
    return RunOnPrimary(
               "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        .size();
  }

  std::optional<PgStandby> standby_;
};

TEST_F(FailoverTest, SendsNothingAgainWhoseClaimOnlyTheLostDatabaseHad) {
  constexpr int kReplies = 200;
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(20); }, /*times=*/0);
  const std::unique_ptr<Replica> replicas[] = {Launch(), Launch()};
  std::vector<std::unique_ptr<PendingReply>> calls;
  const auto ask = [&](int i) { return replicas[i % 2]->StartReply(absl::StrCat("t-", i)); };
  for (int i = 0; i < kReplies / 2; ++i) calls.push_back(ask(i));
  AwaitReceived(40);
  standby_->Kill();
  for (int i = kReplies / 2; i < kReplies; ++i) calls.push_back(ask(i));
  size_t cancelled = 0;
  while (cancelled < 20) cancelled += CancelWaits();
  PgServer::Get().Kill();
  standby_->Start();
  standby_->Promote();

  for (int i = 0; i < kReplies; ++i) ExpectTrue(absl::StrCat("t-", i), calls[i]->status());
  for (int i = 0; i < kReplies; ++i) {
    const std::string id = absl::StrCat("t-", i);
    const grpc::Status status = replicas[i % 2]->ReplyUntilItEnds(id);
    ExpectTrue(id, status);
    EXPECT_TRUE(status.ok() || server::ReasonOf(status) == "OUTCOME_UNKNOWN") << id;
  }
  ExpectNoDuplicates();
}

}  // namespace
}  // namespace imageco::integration
