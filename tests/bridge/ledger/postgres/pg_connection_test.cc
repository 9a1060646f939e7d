#include "bridge/ledger/postgres/pg_connection.h"

#include <atomic>
#include <latch>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_proxy.h"

namespace imageco::bridge::ledger {
namespace {

using End = PgAnswer::End;

base::Task<PgAnswer> Ask(PgConnection& connection, PgStatement statement,
                         absl::Duration time = absl::Seconds(30)) {
  const base::SteadyTime deadline = connection.loop().SteadyNow() + absl::ToChronoNanoseconds(time);
  PgOperation operation(connection, statement, {}, deadline);
  co_return co_await operation;
}

base::Task<absl::Status> NothingToSetUp(PgConnection& /*connection*/) {
  co_return absl::OkStatus();
}

class PgConnectionTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    world_.Sql("CREATE TABLE numbers (number int)");
    MakeConnection({});
  }
  // Each attempt waits for what is in the way first, if there is something, and then has time.
  void MakeConnection(PgConnectionOptions options, std::shared_ptr<std::latch> obstacle = nullptr) {
    auto connector = [conninfo = conninfo_, obstacle, begun = begun_,
                      abandoned_attempts = abandoned_attempts_](
                         absl::Duration time_max, const std::atomic<bool>& abandoned) {
      ++*begun;
      if (obstacle != nullptr) obstacle->wait();
      if (abandoned) abandoned_attempts->count_down();
      return conninfo.Connect(obstacle != nullptr ? absl::Minutes(1) : time_max, abandoned);
    };
    connection_ = std::make_unique<PgConnection>(
        world_.loop, std::move(connector), options, &NothingToSetUp,
        [this](const absl::Status& attempt) { attempts_.push_back(attempt); });
  }
  void Connect() {
    connection_->Connect();
    world_.RunUntil([this] { return connection_->ready(); });
  }
  PgAnswer Await(const std::string& sql) {
    return world_.Await(Ask(*connection_, {.name = "", .sql = sql}));
  }

  PgProxy proxy_{world_.loop, PgServer::Get().socket()};
  PgConninfo conninfo_ = *PgConninfo::Make(proxy_.Conninfo(world_.database()), "");
  std::vector<absl::Status> attempts_;
  std::shared_ptr<std::atomic<int>> begun_ = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::latch> abandoned_attempts_ = std::make_shared<std::latch>(1);
  std::unique_ptr<PgConnection> connection_;
};

TEST_F(PgConnectionTest, SendsWithoutWaitingForTheAnswersBefore) {
  Connect();
  proxy_.Set(PgProxy::Rule::kHoldAnswers);
  std::list<Pending<PgAnswer>> operations;
  const PgStatement insert{.name = "insert", .sql = "INSERT INTO numbers VALUES (1)"};
  for (int i = 0; i < 50; ++i) operations.emplace_back(Ask(*connection_, insert));
  world_.RunUntil([this] { return world_.Sql("SELECT count(*) FROM numbers")[0] == "50"; });
  for (const auto& operation : operations) EXPECT_FALSE(operation.done());
  proxy_.Set(PgProxy::Rule::kPass);
  world_.RunUntil([&] { return operations.back().done(); });
  for (const auto& operation : operations) EXPECT_EQ(operation.result().end, End::kDone);
}

TEST_F(PgConnectionTest, MatchesAnswersToOperations) {
  Connect();
  std::list<Pending<PgAnswer>> operations;
  for (int i = 0; i < 20; ++i) {
    operations.emplace_back(
        Ask(*connection_, {.name = "", .sql = "SELECT '" + std::to_string(i) + "'::text"}));
  }
  world_.RunUntil([&] { return operations.back().done(); });
  int i = 0;
  for (const auto& operation : operations) {
    EXPECT_EQ(operation.result().rows.at(0).at(0), std::to_string(i++));
  }
}

TEST_F(PgConnectionTest, KeepsARefusalFromTheOperationsAroundIt) {
  Connect();
  std::list<Pending<PgAnswer>> operations;
  for (const char* sql : {"INSERT INTO numbers VALUES (1)", "INSERT INTO nowhere VALUES (1)",
                          "INSERT INTO numbers VALUES (1)"}) {
    operations.emplace_back(Ask(*connection_, {.name = sql, .sql = sql}));
  }
  world_.RunUntil([&] { return operations.back().done(); });
  std::vector<End> ends;
  for (const auto& operation : operations) ends.push_back(operation.result().end);
  EXPECT_EQ(ends, (std::vector<End>{End::kDone, End::kRefused, End::kDone}));
  EXPECT_EQ(std::next(operations.begin())->result().sqlstate, "42P01");
  EXPECT_EQ(world_.Sql("SELECT count(*) FROM numbers")[0], "2");
}

TEST_F(PgConnectionTest, PreparesAStatementAnewThatCouldNotBePrepared) {
  Connect();
  const PgStatement insert{.name = "late", .sql = "INSERT INTO late VALUES (1)"};
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).end, End::kRefused);
  world_.Sql("CREATE TABLE late (number int)");
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).end, End::kDone);
}

// As behind a pooler that gives it another session.
TEST_F(PgConnectionTest, PreparesAStatementAnewThatItsSessionDoesNotHave) {
  Connect();
  const PgStatement insert{.name = "insert", .sql = "INSERT INTO numbers VALUES (1)"};
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).end, End::kDone);
  EXPECT_EQ(Await("DEALLOCATE ALL").end, End::kDone);
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).sqlstate, "26000");
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).end, End::kDone);
}

TEST_F(PgConnectionTest, KeepsAPreparedStatementWhoseFirstUseWasRefused) {
  world_.Sql("ALTER TABLE numbers ADD CONSTRAINT shut CHECK (false) NOT VALID");
  Connect();
  const PgStatement insert{.name = "shut", .sql = "INSERT INTO numbers VALUES (1)"};
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).sqlstate, "23514");
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).sqlstate, "23514");
  world_.Sql("ALTER TABLE numbers DROP CONSTRAINT shut");
  EXPECT_EQ(world_.Await(Ask(*connection_, insert)).end, End::kDone);
}

TEST_F(PgConnectionTest, RefusesACommitThatTheDatabaseRefuses) {
  world_.Sql("ALTER TABLE numbers ADD UNIQUE (number) DEFERRABLE INITIALLY DEFERRED");
  Connect();
  ASSERT_EQ(Await("INSERT INTO numbers VALUES (1)").end, End::kDone);
  const PgAnswer answer = Await("INSERT INTO numbers VALUES (1)");
  EXPECT_EQ(answer.end, End::kRefused);
  EXPECT_EQ(answer.sqlstate, "23505");
  EXPECT_EQ(Await("INSERT INTO numbers VALUES (2)").end, End::kDone);
}

TEST_F(PgConnectionTest, SendsWhatWaitedForTheConnection) {
  Pending<PgAnswer> operation(Ask(*connection_, {.name = "", .sql = "SELECT 1"}));
  Connect();
  world_.RunUntil([&operation] { return operation.done(); });
  EXPECT_EQ(operation.result().end, End::kDone);
}

TEST_F(PgConnectionTest, SendsNothingAfterItsDeadline) {
  proxy_.Set(PgProxy::Rule::kRefuse);
  connection_->Connect();
  const PgAnswer answer = world_.Await(Ask(
      *connection_, {.name = "", .sql = "INSERT INTO numbers VALUES (1)"}, absl::Milliseconds(50)));
  EXPECT_EQ(answer.end, End::kNotSent);
  proxy_.Set(PgProxy::Rule::kPass);
  world_.RunUntil([this] { return connection_->ready(); });
  EXPECT_EQ(world_.Sql("SELECT count(*) FROM numbers")[0], "0");
}

TEST_F(PgConnectionTest, LosesWhatIsNotAnsweredInTimeAndNothingElse) {
  Connect();
  proxy_.Set(PgProxy::Rule::kHoldAnswers);
  const PgStatement one{.name = "", .sql = "SELECT 'one'::text"};
  const PgStatement other{.name = "", .sql = "SELECT 'other'::text"};
  Pending<PgAnswer> impatient(Ask(*connection_, one, absl::Milliseconds(50)));
  Pending<PgAnswer> patient(Ask(*connection_, other));
  world_.RunUntil([&] { return impatient.done(); });
  EXPECT_EQ(impatient.result().end, End::kLost);
  EXPECT_FALSE(patient.done());
  proxy_.Set(PgProxy::Rule::kPass);
  world_.RunUntil([&] { return patient.done(); });
  EXPECT_EQ(patient.result().end, End::kDone);
  EXPECT_EQ(patient.result().rows.at(0).at(0), "other");
  EXPECT_EQ(Await("SELECT 'next'::text").rows.at(0).at(0), "next");
  EXPECT_EQ(attempts_, std::vector{absl::OkStatus()});
}

TEST_F(PgConnectionTest, BreaksWhenTheDatabaseIsSilentAndComesBackLater) {
  MakeConnection(
      {.silence_max = absl::Milliseconds(20), .pause_after_silence = absl::Milliseconds(200)});
  Connect();
  proxy_.Set(PgProxy::Rule::kHoldAnswers);
  const PgStatement select{.name = "", .sql = "SELECT 1"};
  Pending<PgAnswer> impatient(Ask(*connection_, select, absl::Milliseconds(50)));
  Pending<PgAnswer> patient(Ask(*connection_, select));
  world_.RunUntil([&] { return impatient.done(); });
  EXPECT_EQ(patient.result().end, End::kLost);
  EXPECT_EQ(attempts_.back(), absl::UnavailableError("the database is silent"));
  const base::SteadyTime broke = world_.loop.SteadyNow();
  proxy_.Set(PgProxy::Rule::kPass);
  EXPECT_EQ(Await("SELECT 1").end, End::kDone);
  EXPECT_GE(absl::FromChrono(world_.loop.SteadyNow() - broke), absl::Milliseconds(190));
}

TEST_F(PgConnectionTest, PausesLongerUntilItHasAnAnswer) {
  MakeConnection({.pause_min = absl::Milliseconds(50)});
  Connect();
  connection_->Reconnect("once");
  world_.RunUntil([this] { return connection_->ready(); });
  const base::SteadyTime broke = world_.loop.SteadyNow();
  connection_->Reconnect("twice");
  world_.RunUntil([this] { return connection_->ready(); });
  EXPECT_GE(absl::FromChrono(world_.loop.SteadyNow() - broke), absl::Milliseconds(100));
}

TEST_F(PgConnectionTest, LosesWhatCommitsWithAWarning) {
  world_.Sql(
      "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS "
      "$$ BEGIN RAISE WARNING 'not everywhere'; RETURN NULL; END $$;"
      "CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON numbers DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION warn()");
  Connect();
  std::list<Pending<PgAnswer>> operations;
  for (const char* sql : {"SELECT 1", "INSERT INTO numbers VALUES (1)", "SELECT 2"}) {
    operations.emplace_back(Ask(*connection_, {.name = "", .sql = sql}));
  }
  world_.RunUntil([&] { return operations.back().done(); });
  std::vector<End> ends;
  for (const auto& operation : operations) ends.push_back(operation.result().end);
  EXPECT_EQ(ends, (std::vector<End>{End::kDone, End::kLost, End::kDone}));
  EXPECT_EQ(std::next(operations.begin())->result().why, "not everywhere");
  EXPECT_EQ(world_.Sql("SELECT count(*) FROM numbers")[0], "1");
}

TEST_F(PgConnectionTest, TakesNoNoticeOfANotice) {
  Connect();
  EXPECT_EQ(Await("CREATE TABLE IF NOT EXISTS numbers (number int)").end, End::kDone);
}

TEST_F(PgConnectionTest, LosesAllThatIsUnderWayWhenItBreaks) {
  Connect();
  proxy_.Set(PgProxy::Rule::kCutAnswer);
  std::list<Pending<PgAnswer>> operations;
  for (int i = 0; i < 3; ++i) {
    operations.emplace_back(Ask(*connection_, {.name = "", .sql = "SELECT 1"}));
  }
  world_.RunUntil([&] { return operations.back().done(); });
  for (const auto& operation : operations) EXPECT_EQ(operation.result().end, End::kLost);
}

TEST_F(PgConnectionTest, LosesWhatASessionDidThatWasTerminated) {
  Connect();
  EXPECT_EQ(Await("SELECT pg_terminate_backend(pg_backend_pid())").end, End::kLost);
  EXPECT_EQ(Await("SELECT 1").end, End::kDone);
}

TEST_F(PgConnectionTest, TakesNoMoreOperationsThanItMay) {
  MakeConnection({.operations_max = 2});
  std::list<Pending<PgAnswer>> operations;
  for (int i = 0; i < 3; ++i) {
    operations.emplace_back(Ask(*connection_, {.name = "", .sql = "SELECT 1"}));
  }
  ASSERT_TRUE(operations.back().done());
  EXPECT_EQ(operations.back().result().end, End::kNotSent);
  Connect();
  world_.RunUntil([&] { return operations.front().done(); });
  EXPECT_EQ(operations.front().result().end, End::kDone);
}

TEST_F(PgConnectionTest, GivesUpAServerThatDoesNotLetItIn) {
  proxy_.Set(PgProxy::Rule::kHoldAnswers);
  MakeConnection({.connect_timeout = absl::Milliseconds(50)});
  connection_->Connect();
  world_.RunUntil([this] { return !attempts_.empty(); });
  EXPECT_EQ(attempts_[0].message(), "the database does not let us in in time");
  proxy_.Set(PgProxy::Rule::kPass);
  world_.RunUntil([this] { return connection_->ready(); });
}

// As where names are looked up slowly: the loop runs on, the time is up, and what comes of the
// attempt counts all the same, though the next one would be an hour away.
TEST_F(PgConnectionTest, TakesAConnectionThatComesLate) {
  const auto obstacle = std::make_shared<std::latch>(1);
  MakeConnection({.connect_timeout = absl::Milliseconds(200),
                  .pause_min = absl::Hours(1),
                  .pause_max = absl::Hours(1)},
                 obstacle);
  connection_->Connect();
  world_.RunUntil([this] { return !attempts_.empty(); });
  EXPECT_EQ(attempts_[0].message(), "the database does not let us in in time");
  obstacle->count_down();
  world_.RunUntil([this] { return connection_->ready(); });
}

TEST_F(PgConnectionTest, MakesOneAttemptAtATimeThoughItTakesLonger) {
  const auto obstacle = std::make_shared<std::latch>(1);
  MakeConnection({.connect_timeout = absl::Milliseconds(1), .pause_min = absl::Milliseconds(1)},
                 obstacle);
  connection_->Connect();
  world_.RunUntil([this] { return attempts_.size() == 5; });
  EXPECT_EQ(*begun_, 1);
  obstacle->count_down();
}

TEST_F(PgConnectionTest, AbandonsAnAttemptWhenItIsClosed) {
  const auto obstacle = std::make_shared<std::latch>(1);
  MakeConnection({}, obstacle);
  connection_->Connect();
  connection_->Close();
  obstacle->count_down();
  abandoned_attempts_->wait();
}

TEST_F(PgConnectionTest, EndsWhatWaitsWhenItIsClosed) {
  Pending<PgAnswer> operation(Ask(*connection_, {.name = "", .sql = "SELECT 1"}));
  connection_->Close();
  ASSERT_TRUE(operation.done());
  EXPECT_EQ(operation.result().end, End::kNotSent);
  EXPECT_EQ(Await("SELECT 1").end, End::kNotSent);
}

// Copies that nobody asked for, an empty query, and what is no message.
TEST_F(PgConnectionTest, BreaksWhereAServerAnswersWhatWasNotAsked) {
  for (const auto& answer :
       {std::string("G\0\0\0\x07\0\0\0", 8), std::string("H\0\0\0\x07\0\0\0", 8),
        std::string("W\0\0\0\x07\0\0\0", 8), std::string("I\0\0\0\x04", 5),
        std::string("?\0\0\0\x04", 5)}) {
    MakeConnection({});
    Connect();
    proxy_.AnswerOnce(answer);
    const PgStatement select{.name = "", .sql = "SELECT 1"};
    Pending<PgAnswer> first(Ask(*connection_, select));
    Pending<PgAnswer> second(Ask(*connection_, select));
    world_.RunUntil([&] { return first.done() && second.done(); });
    EXPECT_EQ(first.result().end, End::kLost) << answer[0];
    EXPECT_EQ(second.result().end, End::kLost) << answer[0];
    EXPECT_EQ(Await("SELECT 1").end, End::kDone);
  }
}

TEST_F(PgConnectionTest, GivesNumberedAnswersAsTheyAre) {
  Connect();
  connection_->SetMark("mine");
  const auto ask = [this](std::string name, std::string sql) {
    const PgStatement statement{.name = std::move(name), .sql = std::move(sql), .numbered = true};
    return world_.Await(Ask(*connection_, statement));
  };
  const PgRows two = {{"1"}, {"2"}};
  for (const char* name : {"", "all", "all"}) {
    EXPECT_EQ(ask(name, "SELECT n::text FROM generate_series(1, 2) AS n").rows, two);
  }
  const PgAnswer none = ask("none", "UPDATE numbers SET number = 1 RETURNING number");
  EXPECT_EQ(none.end, End::kDone);
  EXPECT_TRUE(none.rows.empty());
}

// As a pooler gives them that has mixed up whose turn it is.
TEST_F(PgConnectionTest, LosesWhatIsAnsweredByTheAnswerToAnotherQuestion) {
  for (const char* of_another : {"SELECT 1) SELECT 'another-1', true, 1 WHERE $1 <> '' --",
                                 "SELECT 1) SELECT $1::text WHERE false --"}) {
    MakeConnection({});
    Connect();
    connection_->SetMark("mine");
    Pending<PgAnswer> first(Ask(*connection_, {.name = "", .sql = of_another, .numbered = true}));
    Pending<PgAnswer> second(Ask(*connection_, {.name = "", .sql = "SELECT 1"}));
    world_.RunUntil([&] { return first.done() && second.done(); });
    EXPECT_EQ(first.result().end, End::kLost) << of_another;
    EXPECT_EQ(second.result().end, End::kLost) << of_another;
    EXPECT_EQ(Await("SELECT 1").end, End::kDone);
  }
}

TEST_F(PgConnectionTest, MovesManyAndLongRowsBothWays) {
  Connect();
  const PgStatement echo{.name = "echo",
                         .sql =
                             "SELECT repeat('x', 300000), g FROM "
                             "generate_series(1, 5) AS g"};
  const PgAnswer answer = world_.Await(Ask(*connection_, echo));
  ASSERT_EQ(answer.rows.size(), 5U);
  EXPECT_EQ(answer.rows[4][0]->size(), 300'000U);
  EXPECT_EQ(ToInt(answer.rows[4][1]), 5);
}

}  // namespace
}  // namespace imageco::bridge::ledger
