#include <memory>

#include "bridge/ledger/sqlite/sqlite_ledger.h"
#include "tests/bridge/base/shared_simulated_loop.h"
#include "tests/bridge/ledger/ledger_contract.h"
#include "tests/test_folder.h"

namespace imageco::bridge::ledger {
namespace {

class SqliteLedgerSetup final : public LedgerSetup {
 public:
  SqliteLedgerSetup(absl::Duration retention, int64_t rows_max)
      : ledger_(*SqliteLedger::Make(loop_, {.file = {.file = folder_.path() / "replies.sqlite3"},
                                            .retention = retention,
                                            .purge_interval = absl::Milliseconds(1),
                                            .first_purge = absl::Milliseconds(1),
                                            .rows_max = rows_max})) {}

  Ledger& ledger() override { return *ledger_; }
  void RunUntil(absl::FunctionRef<bool()> done) override { loop_.RunUntil(done); }
  absl::Time Now() const override { return loop_.Now(); }
  void Advance(absl::Duration duration) override { loop_.Advance(duration); }
  void Purge() override {
    // Once the purge that is under way is over the next one is due; what follows comes after it.
    loop_.RunUntil([this] { return loop_.timers() > 0; });
    loop_.Advance(absl::Milliseconds(1));
    loop_.RunUntil([this] { return loop_.timers() > 0; });
  }

 private:
  TestFolder folder_;
  base::SharedSimulatedLoop loop_;
  std::unique_ptr<SqliteLedger> ledger_;
};

LedgerFactory FactoryOf(const char* name, int64_t rows_max) {
  return {name, [rows_max](absl::Duration retention) {
            return std::make_unique<SqliteLedgerSetup>(retention, rows_max);
          }};
}

// Lists and purges in one part, and in parts of a few rows.
INSTANTIATE_TEST_SUITE_P(Sqlite, LedgerContractTest,
                         testing::Values(FactoryOf("Ledger", 500), FactoryOf("SmallParts", 2)),
                         &LedgerFactory::Name);

}  // namespace
}  // namespace imageco::bridge::ledger
