#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "tests/bridge/ledger/postgres/pg_bouncer.h"
#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_proxy.h"

namespace imageco::bridge::ledger {
namespace {

class PgStartTest : public PgLedgerFixture {
 protected:
  ~PgStartTest() override { std::remove(password_file_.c_str()); }

  // A role of its own that needs a password.
  void NeedPassword(const std::string& password) {
    world_.Sql(
        "DO $$ BEGIN CREATE ROLE with_password LOGIN; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        "ALTER ROLE with_password PASSWORD '" +
        password +
        "';"
        "GRANT ALL ON SCHEMA public TO with_password;"
        "GRANT SELECT ON test_clock TO with_password");
    world_.database_options.conninfo =
        "host=" + PgServer::Get().folder() + " user=with_password dbname=" + world_.database();
    world_.database_options.password_file = password_file_;
  }
  void WritePassword(const std::string& password) {
    std::ofstream(password_file_) << password << "\n";
  }
  absl::Status Start() { return world_.TryMake().status(); }
  bool Works(PgLedger& ledger) { return world_.Await(ledger.Find(kKey)).ok(); }

  const std::string password_file_ = testing::TempDir() + "pg-password-" + std::to_string(getpid());
};

TEST_F(PgStartTest, MakesTheTables) {
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(world_.Sql("SELECT version FROM schema_version ORDER BY version"),
            (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(PgStartTest, LogsWhichLedgerItIsAndWarnsOfANewOne) {
  const auto start = [this] {
    testing::internal::CaptureStderr();
    EXPECT_TRUE(Start().ok());
    return testing::internal::GetCapturedStderr();
  };
  const std::string which =
      R"("kind":"postgres","place":")" + world_.database() + R"( on a Unix socket","identity":")";
  const std::string is_open = R"("INFO","message":"the ledger is open",)";
  const std::string is_new = R"("WARNING","message":"the ledger is new and empty)";
  const std::string first = start();
  EXPECT_THAT(first, testing::HasSubstr(is_open + which));
  EXPECT_THAT(first, testing::HasSubstr(is_new));
  world_.database_options.identity = world_.Sql("SELECT identity FROM ledger_identity").at(0);
  const std::string pinned = start();
  EXPECT_THAT(pinned, testing::HasSubstr(is_open + which + world_.database_options.identity));
  EXPECT_EQ(pinned.find(is_open), pinned.rfind(is_open)) << "once, of all its connections";
  EXPECT_THAT(pinned, testing::Not(testing::HasSubstr(is_new)));
}

// As after an upgrade of the machine's C library, at every connection.
TEST_F(PgStartTest, LogsWhatTheDatabaseSaysBeforeTheSessionStands) {
  ASSERT_TRUE(Start().ok());
  world_.Sql("UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database()");
  testing::internal::CaptureStderr();
  ASSERT_TRUE(Start().ok());
  const std::string written = testing::internal::GetCapturedStderr();
  EXPECT_THAT(written, testing::HasSubstr(R"("message":"library","library":"postgres","text":)"));
  EXPECT_EQ(written.find("\nDETAIL"), std::string::npos) << written;
  EXPECT_TRUE(written.starts_with("{")) << written;
}

TEST_F(PgStartTest, FindsTheTablesThatAreThere) {
  ASSERT_TRUE(Start().ok());
  const auto ledger = world_.Make();
  ASSERT_TRUE(world_.Await(ledger->Claim(kKey, {})).ok());
  const auto next = world_.Make();
  EXPECT_TRUE(world_.Await(next->Find(kKey)).value());
}

TEST_F(PgStartTest, MakesTheTablesOnceWhenManyStartAtOnce) {
  std::vector<std::thread> threads;
  std::vector<absl::Status> results(8);
  for (absl::Status& result : results) {
    threads.emplace_back([&result, options = world_.database_options] {
      base::EpollLoop loop;
      result = PgDatabase::Make(loop, options).status();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& result : results) EXPECT_TRUE(result.ok()) << result;
  const auto ledger = world_.Make();
  EXPECT_TRUE(Works(*ledger));
}

TEST_F(PgStartTest, RefusesTablesOfANewerProgram) {
  ASSERT_TRUE(Start().ok());
  world_.Sql("INSERT INTO schema_version VALUES (7, now())");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(status.message(),
            "the database: its tables are of version 7, made by a newer program; this one knows 3");
}

TEST_F(PgStartTest, RefusesTablesOfAVersionThatIsNone) {
  ASSERT_TRUE(Start().ok());
  world_.Sql("DELETE FROM schema_version; INSERT INTO schema_version VALUES (-5, now())");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(PgStartTest, GoesOnWithTablesThatWereHalfMade) {
  ASSERT_TRUE(Start().ok());
  world_.Sql("DELETE FROM schema_version; DROP TABLE merchant_rates");
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(world_.Sql("SELECT count(*) FROM merchant_rates"), std::vector<std::string>{"0"});
}

TEST_F(PgStartTest, TakesThePasswordFromItsFile) {
  NeedPassword("open sesame");
  WritePassword("open sesame");
  const absl::Status status = Start();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(PgStartTest, RefusesAWrongPasswordAndDoesNotTellIt) {
  NeedPassword("open sesame");
  WritePassword("open barley");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(status.message().find("barley"), absl::string_view::npos) << status;
}

TEST_F(PgStartTest, TakesANewPasswordForTheNextConnection) {
  NeedPassword("old");
  WritePassword("old");
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger && Works(*ledger));
  world_.Sql("ALTER ROLE with_password PASSWORD 'new'");
  WritePassword("new");
  world_.Sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
      "'with_password'");
  EXPECT_TRUE(Works(*ledger));
}

// What a volume that was taken away looks like, among others.
TEST_F(PgStartTest, GoesOnWhereThePasswordFileBecomesAFolder) {
  NeedPassword("old");
  WritePassword("old");
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger && Works(*ledger));
  std::remove(password_file_.c_str());
  std::filesystem::create_directory(password_file_);
  world_.Sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
      "'with_password'");
  EXPECT_FALSE(Works(*ledger));
  std::filesystem::remove(password_file_);
  WritePassword("old");
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_TRUE(Works(*ledger));
}

TEST_F(PgStartTest, RefusesAPasswordFileThatIsNotThere) {
  world_.database_options.password_file = "/nonexistent/password";
  EXPECT_EQ(Start(),
            absl::NotFoundError(
                "password_file: cannot read /nonexistent/password: No such file or directory"));
}

TEST_F(PgStartTest, RefusesAPasswordInTheConninfo) {
  for (const char* conninfo : {"host=/tmp password=sesame", "postgresql://u:sesame@h/d"}) {
    world_.database_options.conninfo = conninfo;
    EXPECT_EQ(Start(),
              absl::InvalidArgumentError("conninfo: holds a password; put it into password_file"));
  }
}

TEST_F(PgStartTest, RefusesWhatIsNoConninfoAndDoesNotTellIt) {
  world_.database_options.conninfo = "password sesame";
  EXPECT_EQ(Start(), absl::InvalidArgumentError("conninfo: is no connection string"));
}

TEST_F(PgStartTest, RefusesADatabaseThatIsNotThere) {
  world_.database_options.conninfo = PgServer::Get().Conninfo("nowhere");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(PgStartTest, RefusesTablesThatItMayNotUse) {
  ASSERT_TRUE(Start().ok());
  NeedPassword("sesame");
  WritePassword("sesame");
  world_.Sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO with_password");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(PgStartTest, RefusesADatabaseWhereItMayMakeNoTables) {
  NeedPassword("sesame");
  WritePassword("sesame");
  world_.Sql("REVOKE CREATE ON SCHEMA public FROM with_password");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(PgStartTest, RefusesASchemaThatIsNotThere) {
  world_.database_options.conninfo += " options='-c search_path=nowhere'";
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(status.message(), "the database: no schema has been selected to create in (3F000)");
}

TEST_F(PgStartTest, RefusesTablesOfAnotherProgram) {
  world_.Sql("CREATE TABLE replies (letter text)");
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_NE(status.message().find("does not exist (42703)"), absl::string_view::npos) << status;
}

TEST_F(PgStartTest, RefusesARoleThatNeedsAPasswordWhereThereIsNone) {
  NeedPassword("sesame");
  world_.database_options.password_file.clear();
  const absl::Status status = Start();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
}

TEST_F(PgStartTest, RefusesWhatAPoolerRefuses) {
  const PgBouncer bouncer("session");
  const std::string good = bouncer.Conninfo(world_.database());
  for (const std::string& conninfo :
       {absl::StrReplaceAll(good, {{"user=postgres", "user=stranger"}}),
        good + " options='-c search_path=public'", bouncer.Conninfo("nowhere")}) {
    world_.database_options.conninfo = conninfo;
    const absl::Status status = Start();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << conninfo << ": " << status;
  }
  world_.database_options.conninfo = good;
  EXPECT_TRUE(Start().ok());
}

TEST_F(PgStartTest, NeedsNoRightToMakeTablesThatAreThere) {
  ASSERT_TRUE(Start().ok());
  NeedPassword("sesame");
  WritePassword("sesame");
  world_.Sql(
      "REVOKE CREATE ON SCHEMA public FROM with_password;"
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO with_password");
  const absl::Status status = Start();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(PgStartTest, StartsWithoutADatabaseAndTakesClaimsOnceItIsThere) {
  PgProxy proxy(world_.loop, PgServer::Get().socket());
  proxy.Set(PgProxy::Rule::kRefuse);
  world_.database_options.conninfo = proxy.Conninfo(world_.database());
  world_.database_options.operation_time_max = absl::Seconds(2);
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger);
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->Claim(kKey, {})).status()));
  proxy.Set(PgProxy::Rule::kPass);
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_TRUE(world_.Await(ledger->Claim(kKey, {})).ok());
}

TEST_F(PgStartTest, LimitsTheTimeOfStatementsAndMakesCommitsDurable) {
  world_.Sql("ALTER DATABASE " + world_.database() + " SET synchronous_commit = off");
  const auto made = PgDatabase::Make(world_.loop, world_.database_options);
  ASSERT_TRUE(made.ok());
  const PgStatement show{.name = "",
                         .sql =
                             "SELECT current_setting('statement_timeout') || ' ' || "
                             "current_setting('synchronous_commit')"};
  PgDatabase::Attempt attempt = (*made)->Begin();
  const auto rows = world_.Await((*made)->Run(show, {}, attempt));
  EXPECT_EQ(rows.value()[0][0], "4s on");
}

TEST_F(PgStartTest, WaitsForAStandbyToBecomeThePrimary) {
  ASSERT_TRUE(Start().ok());
  world_.Sql("ALTER DATABASE " + world_.database() + " SET default_transaction_read_only = on");
  world_.database_options.operation_time_max = absl::Seconds(2);
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger);
  EXPECT_FALSE(ledger->database().ready());
  PgServer::Get().Run("postgres", "ALTER DATABASE " + world_.database() +
                                      " SET default_transaction_read_only = off");
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_TRUE(world_.Await(ledger->Claim(kKey, {})).ok());
}

}  // namespace
}  // namespace imageco::bridge::ledger
