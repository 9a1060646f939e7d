// Many at a time.
#include <algorithm>
#include <list>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/postgres/pg_fault_fixture.h"

namespace imageco::bridge::ledger {
namespace {

class PgLedgerBatchTest : public PgLedgerFaultTest {
 protected:
  using Claims = std::list<Pending<absl::StatusOr<Claimed>>>;
  using Settlements = std::list<Pending<absl::StatusOr<absl::Time>>>;

  void SetUp() override {
    world_.database_options.observe = [this](const CommitReport& commit) {
      ++statements_;
      operations_ += commit.operations;
    };
    PgLedgerFaultTest::SetUp();
  }

  static Key KeyOf(int number) { return ledger::KeyOf(absl::StrCat(number)); }

  // Of [begin, end) at once, the last first.
  Claims ClaimAll(int begin, int end) {
    Claims claims;
    for (int i = end - 1; i >= begin; --i) {
      claims.emplace_front(ledger_->Claim(KeyOf(i), kFingerprint));
    }
    Await(claims);
    return claims;
  }
  Settlements SettleAll(int begin, int end) {
    Settlements settlements;
    for (int i = begin; i < end; ++i) {
      settlements.emplace_back(ledger_->Settle(KeyOf(i), kDelivered));
    }
    Await(settlements);
    return settlements;
  }
  template <typename T>
  void Await(const std::list<T>& pending) {
    world_.RunUntil([&] {
      return std::all_of(pending.begin(), pending.end(), [](const T& one) { return one.done(); });
    });
  }
  template <typename T>
  static int Succeeded(const std::list<T>& ended) {
    return static_cast<int>(
        std::count_if(ended.begin(), ended.end(), [](const T& one) { return one.result().ok(); }));
  }
  static int ClaimedIn(const Claims& ended) {
    return static_cast<int>(std::count_if(ended.begin(), ended.end(), [](const auto& one) {
      return one.result().ok() && !one.result()->before;
    }));
  }

  int statements_ = 0;
  size_t operations_ = 0;
};

TEST_F(PgLedgerBatchTest, ClaimsAndSettlesByFewStatements) {
  constexpr int kMany = 1000;
  EXPECT_EQ(ClaimedIn(ClaimAll(0, kMany)), kMany);
  EXPECT_EQ(States(), std::vector<std::string>(kMany, "claimed"));
  EXPECT_EQ(Succeeded(SettleAll(0, kMany)), kMany);
  EXPECT_EQ(States(), std::vector<std::string>(kMany, "delivered"));
  EXPECT_LE(statements_, 20);
  EXPECT_GE(operations_, size_t{2 * kMany});
}

TEST_F(PgLedgerBatchTest, TellsForEachWhetherItWasClaimedBefore) {
  for (const int taken : {3, 5, 8}) {
    ASSERT_TRUE(world_.Await(other_->Claim(KeyOf(taken), kFingerprint)).ok());
  }
  int number = 0;
  for (const auto& claim : ClaimAll(0, 10)) {
    SCOPED_TRACE(number);
    ASSERT_TRUE(claim.result().ok()) << claim.result().status();
    const bool taken = number == 3 || number == 5 || number == 8;
    EXPECT_EQ(claim.result()->before.has_value(), taken);
    ++number;
  }
}

TEST_F(PgLedgerBatchTest, ClaimsAKeyThatIsAskedForTwiceOnce) {
  Claims again;
  for (int i = 5; i < 10; ++i) {
    again.emplace_back(ledger_->Claim(KeyOf(i), kFingerprint));
    again.emplace_back(ledger_->Claim(KeyOf(i), kFingerprint));
  }
  Await(again);
  EXPECT_EQ(Succeeded(again), 10);
  EXPECT_EQ(ClaimedIn(again), 5);
}

TEST_F(PgLedgerBatchTest, TellsForEachHowItsSettlementWent) {
  ASSERT_EQ(ClaimedIn(ClaimAll(0, 5)), 5);
  world_.Sql("DELETE FROM replies WHERE transaction_id = '2'");
  int number = 0;
  for (const auto& settlement : SettleAll(0, 5)) {
    SCOPED_TRACE(number);
    const auto code = number == 2 ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kOk;
    EXPECT_EQ(settlement.result().status().code(), code);
    ++number;
  }
}

TEST_F(PgLedgerBatchTest, SettlesEachAsItEnded) {
  ASSERT_EQ(ClaimedIn(ClaimAll(0, 2)), 2);
  Settlements settlements;
  settlements.emplace_back(ledger_->Settle(KeyOf(0), kRejected));
  settlements.emplace_back(ledger_->Settle(KeyOf(1), kUnknown));
  Await(settlements);
  const Record rejected = *world_.Await(other_->Find(KeyOf(0))).value();
  EXPECT_EQ(rejected.settlement->ending, kRejected.ending);
  EXPECT_EQ(rejected.settlement->result_id, kRejected.result_id);
  EXPECT_EQ(rejected.settlement->result_comment, kRejected.result_comment);
  EXPECT_EQ(rejected.settlement->http_status, kRejected.http_status);
  const Record unknown = *world_.Await(other_->Find(KeyOf(1))).value();
  EXPECT_EQ(unknown.settlement->ending, kUnknown.ending);
  EXPECT_EQ(unknown.settlement->why, kUnknown.why);
}

// The first try happened: the second finds its rows, and knows them for its own.
TEST_F(PgLedgerBatchTest, ClaimsEachOnceWhereTheAnswerIsLost) {
  proxy_.Set(PgProxy::Rule::kCutAnswer);
  EXPECT_EQ(ClaimedIn(ClaimAll(0, 100)), 100);
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(States(), std::vector<std::string>(100, "claimed"));
}

// As where a record is held by somebody's open transaction, so that all that is asked for with it
// fails.
TEST_F(PgLedgerBatchTest, LetsRowsGoAloneAfterABatchThatFailed) {
  world_.Sql(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "RAISE EXCEPTION 'not this one'; END $$;"
      "CREATE TRIGGER refuse BEFORE INSERT ON replies FOR EACH ROW "
      "WHEN (NEW.transaction_id = '7') EXECUTE FUNCTION refuse()");
  EXPECT_EQ(ClaimedIn(ClaimAll(0, 10)), 0);
  EXPECT_GE(ClaimedIn(ClaimAll(0, 10)), 7);
  EXPECT_FALSE(world_.Await(other_->Find(KeyOf(7))).value());
}

// A database keeps the plan of a statement that it has seen a few times. One that was made for a
// table with nothing in it reads all of the table.
TEST_F(PgLedgerBatchTest, ReadsNoMoreOfTheTableAsItGrows) {
  constexpr int kOften = 20;
  constexpr int kMany = 5000;
  for (int i = 0; i < kOften; ++i) {
    ASSERT_EQ(ClaimedIn(ClaimAll(i, i + 1)), 1);
    ASSERT_EQ(Succeeded(SettleAll(i, i + 1)), 1);
  }
  world_.Sql(absl::StrCat(
      "INSERT INTO replies (isspid, transaction_id, fingerprint, state, claim_time, owner) "
      "SELECT 'another', i::text::bytea, '', 'delivered', now(), owner FROM replies, "
      "generate_series(1, ",
      kMany, ") AS i WHERE transaction_id = '0'"));
  ASSERT_EQ(ClaimedIn(ClaimAll(kOften, kOften + 2)), 2);
  ASSERT_EQ(Succeeded(SettleAll(kOften, kOften + 2)), 2);
  // A session counts what it read when it ends.
  ledger_.reset();
  const auto read = [this] {
    return world_.Sql(
        "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'replies' "
        "AND n_tup_upd >= 22");
  };
  world_.RunUntil([&read] { return !read().empty(); });
  EXPECT_LT(std::stoi(read().front()), kMany);
}

TEST_F(PgLedgerBatchTest, EndsWhatNobodyHasSentWhenItGoes) {
  const Pending<absl::StatusOr<Claimed>> claim(ledger_->Claim(KeyOf(1), kFingerprint));
  ledger_.reset();
  ASSERT_TRUE(claim.done());
  EXPECT_TRUE(absl::IsUnavailable(claim.result().status()));
}

TEST_F(PgLedgerBatchTest, EndsAllThatWaitsWhenItGoes) {
  proxy_.Set(PgProxy::Rule::kHoldAnswers);
  Claims claims;
  for (int i = 0; i < 2000; ++i) claims.emplace_back(ledger_->Claim(KeyOf(i), kFingerprint));
  world_.loop.RunAfter(absl::Milliseconds(10), [this] { world_.loop.Stop(); });
  world_.loop.Run();
  ledger_.reset();
  for (const auto& claim : claims) {
    ASSERT_TRUE(claim.done());
    EXPECT_TRUE(absl::IsUnavailable(claim.result().status()));
  }
}

}  // namespace
}  // namespace imageco::bridge::ledger
