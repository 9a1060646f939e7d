#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FAULT_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FAULT_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_proxy.h"

namespace imageco::bridge::ledger {

// One ledger with one connection, through the proxy; another one beside it, which is well.
class PgLedgerFaultTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    other_ = world_.Make();
    world_.database_options.conninfo = proxy_.Conninfo(world_.database());
    world_.database_options.connections = 1;
    ledger_ = world_.Make();
    ASSERT_TRUE(ledger_ && other_);
  }

  // In place of the ledger: one whose operations take no longer than that, by default long against
  // what a busy machine takes for one, and short of silence_max.
  void MakeImpatient(absl::Duration operation_time_max = absl::Seconds(1)) {
    world_.database_options.operation_time_max = operation_time_max;
    ledger_ = world_.Make();
    ASSERT_TRUE(ledger_);
  }

  absl::StatusOr<Claimed> Claim() { return world_.Await(ledger_->Claim(kKey, kFingerprint)); }
  absl::StatusOr<absl::Time> Settle() { return world_.Await(ledger_->Settle(kKey, kDelivered)); }
  void MustClaim() {
    const auto claimed = Claim();
    ASSERT_TRUE(claimed.ok()) << claimed.status();
    ASSERT_FALSE(claimed->before);
  }
  // As often as it takes.
  void ClaimInTheEnd() {
    absl::StatusOr<Claimed> claimed;
    world_.RunUntil([&] { return (claimed = Claim()).ok(); });
    ASSERT_FALSE(claimed->before);
  }
  void MakeNotDelivered() {
    MustClaim();
    ASSERT_TRUE(world_.Await(ledger_->Settle(kKey, {.ending = Ending::kUnknown})).ok());
    ASSERT_TRUE(world_.Await(ledger_->Decide(kKey, {.ending = Ending::kNotDelivered})).ok());
  }
  // As the other one sees it.
  std::optional<Record> Found() { return world_.Await(other_->Find(kKey)).value(); }
  std::vector<std::string> States() { return world_.Sql("SELECT state FROM replies"); }

  PgProxy proxy_{world_.loop, PgServer::Get().socket()};
  std::unique_ptr<PgLedger> ledger_;
  std::unique_ptr<PgLedger> other_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FAULT_FIXTURE_H_
