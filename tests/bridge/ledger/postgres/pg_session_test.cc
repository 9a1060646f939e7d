// What a session is to keep, whoever set it otherwise and whatever stands in front.
#include "bridge/ledger/postgres/pg_session.h"

#include <functional>
#include <utility>

#include <gmock/gmock.h>

#include "bridge/ledger/postgres/pg_claims.h"
#include "tests/bridge/ledger/postgres/pg_bouncer.h"
#include "tests/bridge/ledger/postgres/pg_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class PgSessionTest : public PgLedgerFixture {
 protected:
  void SetForDatabase(const std::string& setting) {
    world_.Sql("ALTER DATABASE " + world_.database() + " SET " + setting);
  }
  // In the session of a ledger that has one.
  void RunInSession(PgLedger& ledger, const std::string& sql) {
    PgDatabase::Attempt attempt = ledger.database().Begin();
    const PgStatement statement{.name = "", .sql = sql};
    ASSERT_TRUE(world_.Await(ledger.database().Run(statement, {}, attempt)).ok());
  }
  // As a session of the ledger has it.
  std::string Setting(PgLedger& ledger, const std::string& name) {
    const PgStatement show{.name = "", .sql = "SELECT current_setting('" + name + "')"};
    PgDatabase::Attempt attempt = ledger.database().Begin();
    return world_.Await(ledger.database().Run(show, {}, attempt)).value()[0][0].value();
  }
};

TEST_F(PgSessionTest, HearsWarningsThatItsRoleDoesNotWantToHear) {
  SetForDatabase("client_min_messages = error");
  const auto ledger = world_.Make();
  EXPECT_EQ(Setting(*ledger, "client_min_messages"), "warning");
}

TEST_F(PgSessionTest, WaitsForTheDiskThoughItsRoleDoesNot) {
  SetForDatabase("synchronous_commit = off");
  const auto ledger = world_.Make();
  EXPECT_EQ(Setting(*ledger, "synchronous_commit"), "on");
}

TEST_F(PgSessionTest, LeavesToTheOperatorWhichStandbysItWaitsFor) {
  SetForDatabase("synchronous_commit = remote_apply");
  const auto ledger = world_.Make();
  EXPECT_EQ(Setting(*ledger, "synchronous_commit"), "remote_apply");
}

// As a database that lacks the setting, or has it otherwise than PostgreSQL: what is not known to
// wait for the disk is refused.
TEST_F(PgSessionTest, RefusesADatabaseThatDoesNotSayThatItWaitsForTheDisk) {
  world_.Sql("CREATE SCHEMA shadow");
  SetForDatabase("search_path = shadow, pg_catalog, public");
  for (const char* says : {"NULL", "'sometimes'", "''"}) {
    world_.Sql(std::string("CREATE OR REPLACE FUNCTION shadow.current_setting(text, boolean) "
                           "RETURNS text LANGUAGE sql AS $$ SELECT CASE $1 "
                           "WHEN 'synchronous_commit' THEN ") +
               says + " ELSE pg_catalog.current_setting($1, $2) END $$");
    const absl::Status status = world_.TryMake().status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << says << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("does not say that its commits wait"));
  }
}

TEST_F(PgSessionTest, TakesNoSessionForDurableByWhatItDoesNotKnow) {
  world_.Sql(
      "CREATE SCHEMA shadow;"
      "CREATE FUNCTION shadow.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT CASE $1 "
      "WHEN 'synchronous_commit' THEN 'sometimes' ELSE pg_catalog.current_setting($1) END $$");
  SetForDatabase("search_path = shadow, pg_catalog, public");
  const absl::Status status = world_.TryMake().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

// The settings are lost behind an open connection, as in another server's session.
TEST_F(PgSessionTest, ClaimsNothingInASessionThatIsNotDurable) {
  for (const char* setting : {"synchronous_commit = off", "client_min_messages = error",
                              "complaint.ledger = 'another'"}) {
    world_.database_options.connections = 1;
    const auto ledger = world_.Make();
    RunInSession(*ledger, std::string("SET ") + setting);
    const auto claimed = world_.Await(ledger->Claim(kKey, {}));
    EXPECT_TRUE(absl::IsUnavailable(claimed.status())) << setting;
    EXPECT_THAT(world_.Sql("SELECT state FROM replies"), IsEmpty());
    // The next session is a sound one.
    world_.RunUntil([&ledger] { return ledger->database().ready(); });
    ASSERT_TRUE(world_.Await(ledger->Claim(kKey, {})).ok());
    world_.Sql("DELETE FROM replies");
  }
}

TEST_F(PgSessionTest, WritesNothingOfAClaimInASessionThatIsNotDurable) {
  world_.database_options.connections = 1;
  const auto ledger = world_.Make();
  const PgStatements statements({.lease = absl::Minutes(1), .retention = absl::Hours(24)});
  PgClaims claims(ledger->database(), statements, "another process");
  const PgClaim claim{kKey, 1};
  using Write = std::function<absl::Status(PgDatabase::Attempt&)>;
  const std::pair<const char*, Write> writes[] = {
      {"hold", [&](auto& attempt) { return world_.Await(claims.Hold(claim, attempt)).status(); }},
      {"settle",
       [&](auto& attempt) {
         return world_.Await(claims.Settle(claim, {.ending = Ending::kDelivered}, attempt))
             .status();
       }},
      {"hold what is settled",
       [&](auto& attempt) {
         attempt.lost = true;
         return world_.Await(claims.Settle(claim, {.ending = Ending::kDelivered}, attempt))
             .status();
       }},
      {"claim again", [&](auto& attempt) {
         world_.Sql("UPDATE replies SET state = 'not_delivered'");
         return world_.Await(claims.InsertAgain(claim, kFingerprint, attempt)).status();
       }}};
  PgDatabase::Attempt first = ledger->database().Begin();
  ASSERT_TRUE(world_.Await(claims.Insert(claim, kFingerprint, first)).ok());
  for (const auto& [name, write] : writes) {
    RunInSession(*ledger, "SET synchronous_commit = off");
    PgDatabase::Attempt attempt = ledger->database().Begin();
    EXPECT_TRUE(absl::IsUnavailable(write(attempt))) << name;
    // The next session is a sound one.
    world_.RunUntil([&ledger] { return ledger->database().ready(); });
    attempt = ledger->database().Begin();
    EXPECT_TRUE(write(attempt).ok()) << name;
  }
}

TEST_F(PgSessionTest, GoesOnWhereASessionHasAStatementByTheNameOfOurs) {
  world_.database_options.connections = 1;
  const auto ledger = world_.Make();
  RunInSession(*ledger, "PREPARE find AS SELECT 1");
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->Find(kKey)).status()));
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_TRUE(world_.Await(ledger->Find(kKey)).ok());
}

TEST_F(PgSessionTest, NoticesASessionThatIsAnotherOne) {
  world_.database_options.connections = 1;
  const auto ledger = world_.Make();
  RunInSession(*ledger, "SET complaint.session = 'of another'");
  PgDatabase::Attempt attempt = ledger->database().Begin();
  const absl::Status confirmed = world_.Await(ledger->database().Confirm(attempt));
  EXPECT_THAT(std::string(confirmed.message()), HasSubstr("session settings do not last"));
  EXPECT_FALSE(ledger->database().ready());
}

// What cannot be asked about is not taken for good.
TEST_F(PgSessionTest, IsNotReadyWhereASettingCannotBeRead) {
  world_.Sql(
      "CREATE SCHEMA shadow;"
      "CREATE FUNCTION shadow.current_setting(text, boolean) RETURNS text LANGUAGE plpgsql "
      "AS $$ BEGIN RAISE 'not told'; END $$");
  SetForDatabase("search_path = shadow, pg_catalog, public");
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger);
  EXPECT_FALSE(ledger->database().ready());
}

class PgPoolerTest : public PgSessionTest {
 protected:
  void PutInFront(const std::string& mode) {
    pooler_.emplace(mode);
    world_.database_options.conninfo = pooler_->Conninfo(world_.database());
    world_.database_options.connections = 4;
  }

  std::optional<PgBouncer> pooler_;
};

TEST_F(PgPoolerTest, WorksWithOneThatPoolsSessions) {
  SetForDatabase("synchronous_commit = off");
  PutInFront("session");
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger);
  ASSERT_TRUE(world_.Await(ledger->Claim(kKey, {})).ok());
  EXPECT_TRUE(world_.Await(ledger->Settle(kKey, kDelivered)).ok());
  EXPECT_EQ(Setting(*ledger, "synchronous_commit"), "on");
}

TEST_F(PgPoolerTest, RefusesToStartWithOneThatPoolsTransactions) {
  for (const char* mode : {"transaction", "statement"}) {
    PutInFront(mode);
    const absl::Status status = world_.TryMake().status();
    EXPECT_EQ(status, absl::FailedPreconditionError(
                          "the database: its session settings do not last: a pooler in front must "
                          "pool sessions, not transactions"))
        << mode;
  }
}

}  // namespace
}  // namespace imageco::bridge::ledger
