// A server that follows another, and takes its place.
#include <optional>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_standby.h"

namespace imageco::bridge::ledger {
namespace {

class PgStandbyTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    const auto primary = world_.Make();
    ASSERT_TRUE(world_.Await(primary->Claim(kKey, kFingerprint)).ok());
    standby_.emplace();
    world_.database_options.operation_time_max = absl::Seconds(2);
  }

  std::string Conninfo(const std::string& hosts) const {
    return "host=" + hosts + " user=postgres dbname=" + world_.database();
  }
  std::string Standby() const { return standby_->folder(); }
  std::unique_ptr<PgLedger> MakeAt(const std::string& conninfo) {
    world_.database_options.conninfo = conninfo;
    return world_.Make();
  }

  std::optional<PgStandby> standby_;
};

TEST_F(PgStandbyTest, CountsAsAwayUntilItIsPromotedAndIsTheSameLedger) {
  const auto ledger = MakeAt(Conninfo(Standby()));
  ASSERT_TRUE(ledger);
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->Claim(kKey, kFingerprint)).status()));
  standby_->Promote();
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  const auto claimed = world_.Await(ledger->Claim(kKey, kFingerprint));
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  EXPECT_TRUE(claimed->before);
}

TEST_F(PgStandbyTest, IsPassedByWhereSeveralHostsAreNamed) {
  const auto ledger = MakeAt(Conninfo(Standby() + "," + PgServer::Get().folder()) +
                             " target_session_attrs=read-write");
  ASSERT_TRUE(ledger);
  EXPECT_TRUE(ledger->database().ready());
  EXPECT_TRUE(world_.Await(ledger->Claim(KeyOf("t-2"), {})).ok());
}

TEST_F(PgStandbyTest, IsNotPassedByWhereItComesFirstAndNothingIsAskedOfIt) {
  const auto ledger = MakeAt(Conninfo(Standby() + "," + PgServer::Get().folder()));
  ASSERT_TRUE(ledger);
  EXPECT_FALSE(ledger->database().ready());
}

}  // namespace
}  // namespace imageco::bridge::ledger
