#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/ledgers.h"
#include "tests/test_folder.h"

// What is said of a PostgreSQL ledger's settings without asking the database.
namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PostgresLedgerCheckTest : public testing::Test {
 protected:
  PostgresLedgerCheckTest() { postgres_.set_conninfo("host=db.example dbname=complaints"); }

  std::vector<std::string> Check() {
    std::vector<std::string> faults;
    CheckLedger(config_, faults);
    return faults;
  }

  const TestFolder folder_;
  BridgeConfig config_;
  bridge::config::v1::PostgresLedgerConfig& postgres_ =
      *config_.mutable_ledger()->mutable_postgres();
};

TEST_F(PostgresLedgerCheckTest, TakesAConninfoAndAPasswordFile) {
  postgres_.set_password_file(folder_.Write("password", "sesame\n"));
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(PostgresLedgerCheckTest, WantsAConninfo) {
  postgres_.clear_conninfo();
  EXPECT_THAT(Check(), ElementsAre("ledger.postgres.conninfo: is missing"));
}

TEST_F(PostgresLedgerCheckTest, RefusesAPasswordInTheConninfoAndDoesNotTellIt) {
  postgres_.set_conninfo("host=db.example password=sesame");
  EXPECT_THAT(Check(), ElementsAre(HasSubstr("ledger.postgres.conninfo: holds a password")));
  EXPECT_THAT(Check(), Not(ElementsAre(HasSubstr("sesame"))));
}

TEST_F(PostgresLedgerCheckTest, NamesAPasswordFileThatCannotBeRead) {
  postgres_.set_password_file("/nonexistent/password");
  EXPECT_THAT(Check(),
              ElementsAre("ledger.postgres.password_file: cannot read /nonexistent/password: "
                          "No such file or directory"));
}

TEST_F(PostgresLedgerCheckTest, WantsALeaseLongerThanTheLongestSendByFiveSeconds) {
  config_.add_merchants();
  auto& gateway = *config_.add_merchants()->mutable_gateway();
  gateway.mutable_connect_timeout()->set_seconds(10);
  gateway.mutable_exchange_timeout()->set_seconds(60);
  postgres_.mutable_lease()->set_seconds(75);
  EXPECT_THAT(Check(), IsEmpty());
  postgres_.mutable_lease()->set_seconds(74);
  EXPECT_THAT(Check(),
              ElementsAre("ledger.postgres.lease: is shorter than 1m15s, which a send and its "
                          "record may take"));
}

}  // namespace
}  // namespace imageco::server
