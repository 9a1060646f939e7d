#include "bridge/ledger/memory_ledger.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
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
  absl::StatusOr<Claimed> Claim(const std::string& transaction_id) {
    absl::StatusOr<Claimed> claimed;
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
  EXPECT_TRUE(claimed.ok() && claimed->before);
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

TEST_F(MemoryLedgerTest, ForgetsNothingBecauseTheWallClockIsSetForward) {
  Claim("t-1").IgnoreError();
  Settle("t-1", Ending::kDelivered);
  Claim("t-2").IgnoreError();
  loop_.ShiftWallClock(absl::Hours(1000));
  EXPECT_TRUE(IsFullFor("t-3"));
  loop_.ShiftWallClock(-absl::Hours(2000));
  loop_.Advance(absl::Hours(1));
  EXPECT_TRUE(Claim("t-3").ok());
}

TEST_F(MemoryLedgerTest, MakesRoomByAReleasedClaim) {
  Claim("t-1").IgnoreError();
  Claim("t-2").IgnoreError();
  Release("t-1");
  EXPECT_TRUE(Claim("t-3").ok());
}

// More records than are asked for, in no order of the table's: the oldest ones come, and in order.
TEST(MemoryLedgerListTest, GivesTheOldestOnesOfMany) {
  base::SimulatedLoop loop;
  MemoryLedger ledger(loop, {});
  std::vector<std::string> ids;
  for (int i = 0; i < 300; ++i) {
    ids.push_back(absl::StrCat("t-", 1000 + i));
    if (i % 2 == 0) loop.Advance(absl::Seconds(1));  // two share a time each
    base::Spawn(ledger.Claim({"39493002", ids.back()}, {}), [](auto) {});
  }
  for (const size_t records_max : {0, 1, 7, 300, 1000}) {
    std::vector<std::string> listed;
    base::Spawn(ledger.List({.records_max = records_max}), [&listed](const auto& list) {
      for (const auto& [key, record] : *list) listed.push_back(key.transaction_id);
    });
    const std::vector<std::string> oldest(ids.begin(),
                                          ids.begin() + std::min(records_max, ids.size()));
    EXPECT_EQ(listed, oldest);
  }
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
