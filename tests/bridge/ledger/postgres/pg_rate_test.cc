#include "bridge/ledger/postgres/pg_rate.h"

#include <list>

#include "bridge/admission/admission.h"
#include "tests/bridge/ledger/postgres/pg_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using admission::Admission;
using admission::Refusal;

class PgRateTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    for (auto& database : databases_) {
      auto made = PgDatabase::Make(world_.loop, world_.database_options);
      ASSERT_TRUE(made.ok()) << made.status();
      database = *std::move(made);
    }
  }

  // By the clock that stands still, unless it is a real one.
  std::unique_ptr<PgRate> MakeRate(PgDatabase& database, double rate_per_second, double burst,
                                   const std::string& clock = "(SELECT time FROM test_clock)") {
    return std::make_unique<PgRate>(database, PgRateOptions{.isspid = "39493002",
                                                            .rate_per_second = rate_per_second,
                                                            .burst = burst,
                                                            .clock = clock});
  }
  bool TryTake(PgRate& rate) { return rate.TryTake(world_.loop.Now()); }
  absl::Duration Wait(PgRate& rate) { return rate.TimeUntil(1, world_.loop.Now()); }
  // Takes what there is, until the next one is far away.
  int TakeAll(PgRate& rate) {
    int taken = 0;
    world_.RunUntil([&] {
      while (TryTake(rate)) ++taken;
      return Wait(rate) > absl::Minutes(10);
    });
    return taken;
  }
  double DatabaseSeconds() {
    return std::stod(world_.Sql("SELECT extract(epoch FROM clock_timestamp())")[0]);
  }

  std::unique_ptr<PgDatabase> databases_[2];
};

constexpr double kOneAnHour = 1.0 / 3600;

TEST_F(PgRateTest, GivesTheBurstToAllReplicasTogether) {
  const auto one = MakeRate(*databases_[0], kOneAnHour, 5);
  const auto other = MakeRate(*databases_[1], kOneAnHour, 5);
  int taken = 0;
  world_.RunUntil([&] {
    for (PgRate* rate : {one.get(), other.get()}) taken += TryTake(*rate);
    return Wait(*one) > absl::Minutes(10) && Wait(*other) > absl::Minutes(10);
  });
  EXPECT_EQ(taken, 5);
}

// However short a time ago the machine was started.
TEST_F(PgRateTest, AsksSoonWhereItHasNotAskedYet) {
  EXPECT_LT(Wait(*MakeRate(*databases_[0], kOneAnHour, 5)), absl::Seconds(1));
}

TEST_F(PgRateTest, GivesMoreAsTimePasses) {
  EXPECT_EQ(TakeAll(*MakeRate(*databases_[0], kOneAnHour, 5)), 5);
  world_.Advance(absl::Hours(3));
  EXPECT_EQ(TakeAll(*MakeRate(*databases_[1], kOneAnHour, 5)), 3);
}

TEST_F(PgRateTest, GivesNoMoreThanTheBurstAfterAPause) {
  EXPECT_EQ(TakeAll(*MakeRate(*databases_[0], kOneAnHour, 5)), 5);
  world_.Advance(absl::Hours(1000));
  EXPECT_EQ(TakeAll(*MakeRate(*databases_[1], kOneAnHour, 5)), 5);
}

TEST_F(PgRateTest, KeepsMerchantsApart) {
  EXPECT_EQ(TakeAll(*MakeRate(*databases_[0], kOneAnHour, 3)), 3);
  PgRate rate(*databases_[1], {.isspid = "other",
                               .rate_per_second = kOneAnHour,
                               .burst = 2,
                               .clock = "(SELECT time FROM test_clock)"});
  EXPECT_EQ(TakeAll(rate), 2);
}

TEST_F(PgRateTest, NeverExceedsTheRateOverTime) {
  constexpr double kRate = 200;
  constexpr double kBurst = 10;
  constexpr int kTokens = 300;
  const auto one = MakeRate(*databases_[0], kRate, kBurst, "now()");
  const auto other = MakeRate(*databases_[1], kRate, kBurst, "now()");
  const double start = DatabaseSeconds();
  int taken = 0;
  world_.RunUntil([&] {
    for (PgRate* rate : {one.get(), other.get()}) {
      while (taken < kTokens && TryTake(*rate)) ++taken;
    }
    return taken == kTokens;
  });
  const double time = DatabaseSeconds() - start + absl::ToDoubleSeconds(PgRate::kBlockTime);
  EXPECT_LE(kTokens, kRate * time + kBurst);
}

TEST_F(PgRateTest, LosesATokenThatIsNotUsedInTime) {
  const auto rate = MakeRate(*databases_[0], 5, 1);
  EXPECT_FALSE(TryTake(*rate));
  world_.RunUntil([&] { return Wait(*rate) <= absl::Milliseconds(1); });
  bool late = false;
  world_.loop.RunAfter(2 * PgRate::kBlockTime, [&late] { late = true; });
  world_.RunUntil([&late] { return late; });
  EXPECT_FALSE(TryTake(*rate));
}

TEST_F(PgRateTest, GivesARefundedTokenAgain) {
  const auto rate = MakeRate(*databases_[0], kOneAnHour, 1);
  world_.RunUntil([&] { return TryTake(*rate); });
  EXPECT_FALSE(TryTake(*rate));
  rate->Refund();
  EXPECT_TRUE(TryTake(*rate));
}

TEST_F(PgRateTest, IsNotStoppedForLongByAClockThatWasWrong) {
  world_.Sql("INSERT INTO merchant_rates VALUES ('39493002', '2099-01-01')");
  const auto rate = MakeRate(*databases_[0], 1, 1);
  EXPECT_FALSE(TryTake(*rate));
  world_.RunUntil([&] { return Wait(*rate) > absl::Seconds(10); });
  EXPECT_LE(Wait(*rate), absl::Minutes(3));
}

TEST_F(PgRateTest, FailsWhileTheDatabaseIsAway) {
  const auto rate = MakeRate(*databases_[0], 10, 1);
  databases_[0]->Close();
  EXPECT_FALSE(TryTake(*rate));
  EXPECT_TRUE(rate->failed());
}

TEST_F(PgRateTest, AsksNotAtOnceAgainWhereTheDatabaseRefuses) {
  world_.Sql(
      "CREATE SEQUENCE questions;"
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM nextval('questions'); RAISE EXCEPTION 'no'; END $$;"
      "CREATE TRIGGER refuse BEFORE INSERT ON merchant_rates FOR EACH ROW "
      "EXECUTE FUNCTION refuse()");
  const auto rate = MakeRate(*databases_[0], 10, 1);
  world_.RunUntil([&] { return !TryTake(*rate) && rate->failed(); });
  int tries = 0;
  world_.RunUntil([&] { return TryTake(*rate) || ++tries == 20; });
  EXPECT_TRUE(rate->failed());
  EXPECT_EQ(world_.Sql("SELECT last_value FROM questions")[0], "1");
  world_.Sql("DROP TRIGGER refuse ON merchant_rates");
  world_.RunUntil([&] { return TryTake(*rate); });
  EXPECT_FALSE(rate->failed());
}

TEST_F(PgRateTest, MayGoWhileItAsks) {
  auto rate = MakeRate(*databases_[0], 10, 1);
  EXPECT_FALSE(TryTake(*rate));
  // One turn, so that the question is on its way.
  bool turned = false;
  world_.loop.Post([&turned] { turned = true; });
  world_.RunUntil([&turned] { return turned; });
  rate.reset();
  world_.RunUntil([this] { return world_.Sql("SELECT 1 FROM merchant_rates").size() == 1; });
}

class PgRateAdmissionTest : public PgRateTest {
 protected:
  using Result = std::variant<Admission::Slot, Refusal>;

  void SetUp() override {
    PgRateTest::SetUp();
    admission_.emplace(world_.loop, admission::AdmissionOptions{});
    admission_->UseRate(MakeRate(*databases_[0], 100, 2, "now()"));
  }
  // Nobody waits for ever.
  void TearDown() override {
    caller_.Cancel();
    admission_.reset();
  }

  base::Cancellation caller_;
  std::optional<Admission> admission_;
};

TEST_F(PgRateAdmissionTest, GivesASlotToEachWhoWaits) {
  for (int i = 0; i < 10; ++i) {
    auto taken = world_.Await(admission_->Take(absl::InfiniteFuture(), caller_));
    EXPECT_TRUE(std::holds_alternative<Admission::Slot>(taken));
  }
}

TEST_F(PgRateAdmissionTest, RefusesWhileTheDatabaseIsAway) {
  databases_[0]->Close();
  auto taken = world_.Await(admission_->Take(absl::InfiniteFuture(), caller_));
  ASSERT_TRUE(std::holds_alternative<Refusal>(taken));
  EXPECT_EQ(std::get<Refusal>(taken).why, Refusal::Why::kRateUnknown);
}

}  // namespace
}  // namespace imageco::bridge::ledger
