#include "bridge/ledger/memory_ledger.h"

#include <memory>

#include <gtest/gtest.h>

#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/ledger/ledger_contract.h"

namespace imageco::bridge::ledger {
namespace {

class MemoryLedgerSetup final : public LedgerSetup {
 public:
  explicit MemoryLedgerSetup(absl::Duration retention) : ledger_(loop_, {.retention = retention}) {}

  Ledger& ledger() override { return ledger_; }
  void RunUntil(absl::FunctionRef<bool()> done) override {
    loop_.RunUntilIdle();
    ASSERT_TRUE(done());
  }
  absl::Time Now() const override { return loop_.Now(); }
  void Advance(absl::Duration duration) override { loop_.Advance(duration); }

 private:
  base::SimulatedLoop loop_;
  MemoryLedger ledger_;
};

INSTANTIATE_TEST_SUITE_P(Memory, LedgerContractTest,
                         testing::Values(LedgerFactory{"Ledger",
                                                       [](absl::Duration retention) {
                                                         return std::make_unique<MemoryLedgerSetup>(
                                                             retention);
                                                       }}),
                         &LedgerFactory::Name);

// Two records at most, for an hour.
class MemoryLedgerTest : public testing::Test {
 protected:
  absl::StatusOr<std::optional<Record>> Claim(const std::string& transaction_id) {
    absl::StatusOr<std::optional<Record>> claimed;
    base::Spawn(ledger_.Claim({"39493002", transaction_id}, {}),
                [&claimed](auto result) { claimed = std::move(result); });
    return claimed;
  }
  void Settle(const std::string& transaction_id, Ending ending) {
    base::Spawn(ledger_.Settle({"39493002", transaction_id}, {.ending = ending}),
                [](const absl::StatusOr<absl::Time>& settled) { EXPECT_TRUE(settled.ok()); });
  }
  void Release(const std::string& transaction_id) {
    base::Spawn(ledger_.Release({"39493002", transaction_id}),
                [](const absl::Status& released) { EXPECT_TRUE(released.ok()); });
  }
  bool IsFullFor(const std::string& transaction_id) {
    return absl::IsUnavailable(Claim(transaction_id).status());
  }

  base::SimulatedLoop loop_;
  MemoryLedger ledger_{loop_, {.records_max = 2, .retention = absl::Hours(1)}};
};

TEST_F(MemoryLedgerTest, TakesAsManyRecordsAsMayBeAndNoMore) {
  EXPECT_TRUE(Claim("t-1").ok());
  EXPECT_TRUE(Claim("t-2").ok());
  EXPECT_TRUE(IsFullFor("t-3"));
}

TEST_F(MemoryLedgerTest, GivesARecordThatIsThereWhenItIsFull) {
  Claim("t-1").IgnoreError();
  Claim("t-2").IgnoreError();
  const auto claimed = Claim("t-1");
  EXPECT_TRUE(claimed.ok() && *claimed);
}

TEST_F(MemoryLedgerTest, MakesRoomByWhatItPurges) {
  Claim("t-1").IgnoreError();
  Settle("t-1", Ending::kDelivered);
  Claim("t-2").IgnoreError();
  Settle("t-2", Ending::kUnknown);
  EXPECT_TRUE(IsFullFor("t-3"));
  loop_.Advance(absl::Hours(1));
  EXPECT_TRUE(Claim("t-3").ok());
}

TEST_F(MemoryLedgerTest, MakesRoomByAReleasedClaim) {
  Claim("t-1").IgnoreError();
  Claim("t-2").IgnoreError();
  Release("t-1");
  EXPECT_TRUE(Claim("t-3").ok());
}

TEST_F(MemoryLedgerTest, StaysFullOfWhatMustStay) {
  Claim("t-1").IgnoreError();
  Settle("t-1", Ending::kUnknown);
  Claim("t-2").IgnoreError();
  loop_.Advance(absl::Hours(1000));
  EXPECT_TRUE(IsFullFor("t-3"));
}

}  // namespace
}  // namespace imageco::bridge::ledger
