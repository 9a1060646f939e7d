#include <memory>

#include "tests/bridge/ledger/ledger_contract.h"
#include "tests/bridge/ledger/postgres/pg_fixture.h"

namespace imageco::bridge::ledger {
namespace {

class PgLedgerSetup final : public LedgerSetup {
 public:
  explicit PgLedgerSetup(absl::Duration retention) {
    world_.ledger_options.retention = retention;
    // The contract knows no leases, and moves the clock far.
    world_.ledger_options.lease = 1000 * retention;
    ledger_ = world_.Make();
  }

  Ledger& ledger() override { return *ledger_; }
  void RunUntil(absl::FunctionRef<bool()> done) override { world_.RunUntil(done); }
  absl::Time Now() const override { return world_.Now(); }
  void Advance(absl::Duration duration) override { world_.Advance(duration); }
  void Purge() override { ASSERT_TRUE(world_.Await(ledger_->Purge()).ok()); }

 private:
  PgWorld world_;
  std::unique_ptr<PgLedger> ledger_;
};

INSTANTIATE_TEST_SUITE_P(Postgres, LedgerContractTest,
                         testing::Values(LedgerFactory{"Ledger",
                                                       [](absl::Duration retention) {
                                                         return std::make_unique<PgLedgerSetup>(
                                                             retention);
                                                       }}),
                         &LedgerFactory::Name);

}  // namespace
}  // namespace imageco::bridge::ledger
