// Many operations in one transaction.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/sqlite/fault_vfs.h"
#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;

// A ledger whose disk the test holds, so that what it is asked meanwhile waits together.
class SqliteLedgerBatchTest : public SqliteLedgerFixture {
 protected:
  using Claims = std::vector<Pending<absl::StatusOr<Claimed>>>;

  void SetUp() override { OpenWith({}); }
  void TearDown() override {
    vfs_.Resume();
    Close();
  }
  void OpenWith(SqliteLedgerOptions options) {
    Close();
    options.file = {.file = file_, .vfs = FaultVfs::kName};
    MustOpen(options);
  }

  // The commit thread waits for the disk, with one claim in its hands.
  Pending<absl::StatusOr<Claimed>> HoldDisk() {
    vfs_.Hold();
    Pending<absl::StatusOr<Claimed>> held(ledger_->Claim(KeyOf("held"), {}));
    vfs_.AwaitHeld();
    return held;
  }
  Claims StartClaims(int count) {
    Claims claims;
    for (int i = 0; i < count; ++i) {
      claims.emplace_back(ledger_->Claim(KeyOf("t-" + std::to_string(i)), {}));
    }
    return claims;
  }

  FaultVfs vfs_;
};

TEST_F(SqliteLedgerBatchTest, CommitsOnceWhatWaitsTogether) {
  HoldDisk();
  const Claims claims = StartClaims(100);
  vfs_.Resume();
  for (const auto& claim : claims) EXPECT_TRUE(Await(claim).ok());
  EXPECT_EQ(ledger_->commits(), 2u);
  EXPECT_GE(ledger_->operations(), 101u);
}

TEST_F(SqliteLedgerBatchTest, AnswersNothingBeforeTheDiskHasIt) {
  const auto held = HoldDisk();
  loop_.Advance(absl::ZeroDuration());
  EXPECT_FALSE(held.done());
  vfs_.Resume();
  EXPECT_TRUE(Await(held).ok());
}

TEST_F(SqliteLedgerBatchTest, TakesNoMoreIntoACommitThanABatch) {
  OpenWith({.batch_max = 10});
  HoldDisk();
  const Claims claims = StartClaims(25);
  vfs_.Resume();
  for (const auto& claim : claims) EXPECT_TRUE(Await(claim).ok());
  EXPECT_EQ(ledger_->commits(), 4u);
}

TEST_F(SqliteLedgerBatchTest, CountsNoCommitWhereNothingChanged) {
  MustClaim("t-1");
  const uint64_t commits = ledger_->commits();
  EXPECT_TRUE(Found("t-1"));
  EXPECT_TRUE(Claim("t-1")->before);
  EXPECT_EQ(ledger_->commits(), commits);
}

TEST_F(SqliteLedgerBatchTest, CommitsTheOthersWhereOneLacksItsClaim) {
  HoldDisk();
  Pending<absl::StatusOr<Claimed>> before(ledger_->Claim(KeyOf("before"), {}));
  Pending<absl::StatusOr<absl::Time>> lacking(ledger_->Settle(KeyOf("none"), {}));
  Pending<absl::StatusOr<Claimed>> after(ledger_->Claim(KeyOf("after"), {}));
  vfs_.Resume();
  EXPECT_TRUE(Await(before).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Await(lacking).status()));
  EXPECT_TRUE(Await(after).ok());
  EXPECT_EQ(StateIs("before"), "claimed");
  EXPECT_EQ(StateIs("after"), "claimed");
}

TEST_F(SqliteLedgerBatchTest, FailsAWholeBatchThatTheDiskDoesNotTake) {
  // The first commit would be held at the head of the log, before its own frames are written.
  MustClaim("earlier");
  const auto held = HoldDisk();
  const Claims claims = StartClaims(3);
  vfs_.Fail(DiskFault::kFull, 1, 1);
  vfs_.Resume();
  EXPECT_TRUE(Await(held).ok());
  for (const auto& claim : claims) {
    EXPECT_TRUE(absl::IsUnavailable(Await(claim).status()));
    EXPECT_THAT(std::string(claim.result().status().message()), HasSubstr("the disk is full"));
  }
  EXPECT_EQ(vfs_.failed(), 1);
  for (const char* id : {"t-0", "t-1", "t-2"}) EXPECT_EQ(StateIs(id), "none");
}

TEST_F(SqliteLedgerBatchTest, RefusesClaimsWhereTooMuchWaits) {
  OpenWith({.queue_max = 4});
  HoldDisk();
  const Claims claims = StartClaims(5);
  ASSERT_TRUE(claims[4].done());
  EXPECT_TRUE(absl::IsUnavailable(claims[4].result().status()));
  EXPECT_FALSE(claims[3].done());
  vfs_.Resume();
  EXPECT_TRUE(Await(claims[3]).ok());
  EXPECT_EQ(StateIs("t-4"), "none");
}

TEST_F(SqliteLedgerBatchTest, TakesOutcomesWhereTooMuchWaitsForClaims) {
  OpenWith({.queue_max = 4});
  MustClaim("sent");
  HoldDisk();
  const Claims claims = StartClaims(4);
  Pending<absl::StatusOr<absl::Time>> settled(
      ledger_->Settle(KeyOf("sent"), {.ending = Ending::kDelivered}));
  EXPECT_FALSE(settled.done());
  vfs_.Resume();
  EXPECT_TRUE(Await(settled).ok());
}

TEST_F(SqliteLedgerBatchTest, CommitsWhatWaitsWhenItEnds) {
  HoldDisk();
  StartClaims(5);
  vfs_.Resume();
  Close();
  MustOpen();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(StateIs("t-" + std::to_string(i)), "unknown");
}

TEST_F(SqliteLedgerBatchTest, AnswersAfterItsEnd) {
  HoldDisk();
  const Claims claims = StartClaims(5);
  vfs_.Resume();
  Close();
  for (const auto& claim : claims) EXPECT_TRUE(Await(claim).ok());
}

// A caller may give up.
TEST_F(SqliteLedgerBatchTest, ForgetsWhoNoLongerWaits) {
  HoldDisk();
  {
    const base::RunningTask given_up([](Ledger& ledger) -> base::Task<void> {
      auto claim = ledger.Claim(KeyOf("t-1"), {});
      co_await claim;
      ADD_FAILURE() << "was resumed";
    }(*ledger_));
  }
  vfs_.Resume();
  EXPECT_EQ(StateIs("t-1"), "claimed");
}

TEST_F(SqliteLedgerBatchTest, PurgesAllThatIsOldInSmallParts) {
  constexpr absl::Duration kInterval = absl::Minutes(1);
  OpenWith({.retention = absl::Hours(24),
            .purge_interval = kInterval,
            .first_purge = kInterval,
            .rows_max = 3});
  for (int i = 0; i < 20; ++i) {
    const std::string id = "t-" + std::to_string(i);
    MustClaim(id);
    MustSettle(id, i % 5 == 0 ? Ending::kUnknown : Ending::kDelivered);
  }
  // Each purge that ends sets the timer of the next.
  for (const absl::Duration time : {kInterval, absl::Hours(24), kInterval}) {
    loop_.Advance(time);
    loop_.RunUntil([this] { return loop_.timers() > 0; });
  }
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(StateIs("t-" + std::to_string(i)), i % 5 == 0 ? "unknown" : "none");
  }
}

TEST_F(SqliteLedgerBatchTest, PurgesNothingForAClockThatIsSetForward) {
  OpenWith({.retention = absl::Hours(24), .first_purge = absl::Minutes(1)});
  MustClaim("t-1");
  MustSettle("t-1", Ending::kDelivered);
  loop_.ShiftWallClock(absl::Hours(24 * 100));
  for (int i = 0; i < 3; ++i) {
    loop_.Advance(absl::Minutes(1));
    loop_.RunUntil([this] { return loop_.timers() > 0; });
  }
  EXPECT_EQ(StateIs("t-1"), "delivered");
}

}  // namespace
}  // namespace imageco::bridge::ledger
