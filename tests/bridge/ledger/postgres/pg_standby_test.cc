// A server that follows another, and takes its place.
#include <gmock/gmock.h>

#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_program.h"
#include "tests/test_folder.h"

namespace imageco::bridge::ledger {
namespace {

class PgStandbyTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    const auto primary = world_.Make();
    ASSERT_TRUE(world_.Await(primary->Claim(kKey, kFingerprint)).ok());
    PgProgram::GiveAway(folder_.path());
    PgProgram::Run({std::string(kPgPrograms) + "pg_basebackup", "-h", PgServer::Get().folder(),
                    "-U", "postgres", "-D", data_, "-R", "-X", "stream", "-c", "fast", "--no-sync"},
                   folder_.path() / "log");
    standby_.emplace(
        std::vector<std::string>{std::string(kPgPrograms) + "postgres", "-D", data_, "-k",
                                 folder_.path(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                                 "max_connections=200", "-c", "shared_buffers=16MB"},
        "ready to accept read-only connections");
    world_.database_options.operation_time_max = absl::Seconds(2);
  }

  std::string Conninfo(const std::string& hosts) const {
    return "host=" + hosts + " user=postgres dbname=" + world_.database();
  }
  std::string Standby() const { return folder_.path(); }
  std::unique_ptr<PgLedger> MakeAt(const std::string& conninfo) {
    world_.database_options.conninfo = conninfo;
    return world_.Make();
  }

  const TestFolder folder_;
  const std::string data_ = folder_.path() / "data";
  std::optional<PgProgram> standby_;
};

TEST_F(PgStandbyTest, CountsAsAwayUntilItIsPromotedAndIsTheSameLedger) {
  const auto ledger = MakeAt(Conninfo(Standby()));
  ASSERT_TRUE(ledger);
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->Claim(kKey, kFingerprint)).status()));
  PgServer::RunAt(Conninfo(Standby()), "SELECT pg_promote()");
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
