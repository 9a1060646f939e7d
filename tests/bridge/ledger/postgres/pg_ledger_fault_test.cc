#include <list>

#include "tests/bridge/ledger/postgres/pg_fault_fixture.h"

// The connection, the server, or both break at the worst moment.
namespace imageco::bridge::ledger {
namespace {

using Rule = PgProxy::Rule;

constexpr char kBackends[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()";

class PgLedgerCutTest : public PgLedgerFaultTest, public testing::WithParamInterface<Rule> {};

TEST_P(PgLedgerCutTest, ClaimsOnce) {
  proxy_.Set(GetParam());
  MustClaim();
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(States(), std::vector<std::string>{"claimed"});
  EXPECT_TRUE(Settle().ok());
}

TEST_P(PgLedgerCutTest, Settles) {
  MustClaim();
  proxy_.Set(GetParam());
  const auto settled = Settle();
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(Found()->settlement->ending, Ending::kDelivered);
  EXPECT_EQ(Found()->settlement->time, *settled);
}

TEST_P(PgLedgerCutTest, Releases) {
  MustClaim();
  proxy_.Set(GetParam());
  const absl::Status released = world_.Await(ledger_->Release(kKey));
  EXPECT_TRUE(released.ok()) << released;
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_FALSE(Found());
}

TEST_P(PgLedgerCutTest, ClaimsAgainWhatWasNotDelivered) {
  MakeNotDelivered();
  proxy_.Set(GetParam());
  MustClaim();
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(States(), std::vector<std::string>{"claimed"});
}

TEST_P(PgLedgerCutTest, TakesBackWhatWasNotDelivered) {
  MakeNotDelivered();
  MustClaim();
  proxy_.Set(GetParam());
  const absl::Status released = world_.Await(ledger_->Release(kKey));
  EXPECT_TRUE(released.ok()) << released;
  EXPECT_EQ(Found()->settlement->ending, Ending::kNotDelivered);
}

TEST_P(PgLedgerCutTest, Decides) {
  MustClaim();
  ASSERT_TRUE(world_.Await(ledger_->Settle(kKey, {.ending = Ending::kUnknown})).ok());
  // The look before the decision is one round of its own.
  const Finding finding = {.ending = Ending::kDelivered, .settled_by = "ops", .reason = "seen"};
  Pending<absl::StatusOr<Record>> decide(ledger_->Decide(kKey, finding));
  proxy_.Set(GetParam());
  world_.RunUntil([&decide] { return decide.done(); });
  ASSERT_TRUE(decide.result().ok()) << decide.result().status();
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(Found()->finding->settled_by, "ops");
}

TEST_P(PgLedgerCutTest, FindsAndLists) {
  MustClaim();
  proxy_.Set(GetParam());
  EXPECT_TRUE(world_.Await(ledger_->Find(kKey)).value());
  proxy_.Set(GetParam());
  EXPECT_EQ(world_.Await(ledger_->List({}))->size(), 1U);
  EXPECT_EQ(proxy_.cuts(), 2);
}

TEST_P(PgLedgerCutTest, SeesTheRecordThatWasThereBeforeAClaim) {
  ASSERT_TRUE(world_.Await(other_->Claim(kKey, kFingerprint)).ok());
  proxy_.Set(GetParam());
  const auto claimed = Claim();
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  EXPECT_TRUE(claimed->before);
}

INSTANTIATE_TEST_SUITE_P(Connection, PgLedgerCutTest,
                         testing::Values(Rule::kCutRequest, Rule::kCutAnswer),
                         [](const auto& info) {
                           return info.param == Rule::kCutRequest ? "BeforeTheRequest"
                                                                  : "BeforeTheAnswer";
                         });

TEST_F(PgLedgerFaultTest, CountsTheTimeToSendFromTheFirstTryOfAClaim) {
  proxy_.Set(Rule::kCutAnswer);
  Pending<absl::StatusOr<Claimed>> claim(ledger_->Claim(kKey, kFingerprint));
  const base::SteadyTime asked = world_.loop.SteadyNow();
  world_.RunUntil([&claim] { return claim.done(); });
  EXPECT_LE(claim.result()->send_by,
            asked + absl::ToChronoNanoseconds(world_.ledger_options.lease -
                                              world_.ledger_options.send_margin));
}

TEST_F(PgLedgerFaultTest, RefusesClaimsWhileTheDatabaseIsAway) {
  MakeImpatient();
  PgServer::Get().Kill();
  EXPECT_TRUE(absl::IsUnavailable(Claim().status()));
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger_->Find(kKey)).status()));
  PgServer::Get().Start();
  world_.RunUntil([this] { return ledger_->database().ready(); });
  MustClaim();
}

TEST_F(PgLedgerFaultTest, GoesOnAfterARestartOfTheServer) {
  MustClaim();
  PgServer::Get().Kill();
  PgServer::Get().Start();
  EXPECT_TRUE(Settle().ok());
  EXPECT_EQ(Found()->settlement->ending, Ending::kDelivered);
}

TEST_F(PgLedgerFaultTest, ClaimsOnceEachWhileTheServerRestarts) {
  constexpr int kClaims = 200;
  std::list<Pending<absl::StatusOr<Claimed>>> claims;
  for (int i = 0; i < kClaims; ++i) {
    claims.emplace_back((i % 2 == 0 ? *ledger_ : *other_).Claim({"m", std::to_string(i)}, {}));
  }
  world_.RunUntil([&claims] { return claims.front().done(); });
  PgServer::Get().Kill();
  PgServer::Get().Start();
  for (const auto& claim : claims) {
    world_.RunUntil([&claim] { return claim.done(); });
    ASSERT_TRUE(claim.result().ok()) << claim.result().status();
    EXPECT_FALSE(claim.result()->before);
  }
  EXPECT_EQ(States().size(), static_cast<size_t>(kClaims));
}

TEST_F(PgLedgerFaultTest, GoesOnAfterItsSessionsWereTerminated) {
  MustClaim();
  world_.Sql(kBackends);
  EXPECT_TRUE(Settle().ok());
  EXPECT_EQ(Found()->settlement->ending, Ending::kDelivered);
}

TEST_F(PgLedgerFaultTest, ReleasesAClaimThatStandsThoughItWasRefused) {
  MakeImpatient();
  proxy_.Set(Rule::kHoldAnswers);
  EXPECT_TRUE(absl::IsUnavailable(Claim().status()));
  EXPECT_EQ(States(), std::vector<std::string>{"claimed"});
  proxy_.Set(Rule::kPass);
  world_.RunUntil([this] { return States().empty(); });
}

TEST_F(PgLedgerFaultTest, ClaimsWhatItStillHasToRelease) {
  MakeImpatient();
  proxy_.Set(Rule::kHoldAnswers);
  EXPECT_TRUE(absl::IsUnavailable(Claim().status()));
  proxy_.Set(Rule::kPass);
  ClaimInTheEnd();
  EXPECT_TRUE(Settle().ok());
}

// The try whose answer was lost may only come to the server now.
TEST_F(PgLedgerFaultTest, ClaimsThoughAnEarlierTryComesAfterTheRelease) {
  proxy_.Set(Rule::kCutAnswer);
  MustClaim();
  world_.Sql("CREATE TABLE late AS SELECT * FROM replies");
  ASSERT_TRUE(world_.Await(ledger_->Release(kKey)).ok());
  world_.Sql("INSERT INTO replies SELECT * FROM late");
  MustClaim();
  EXPECT_TRUE(Settle().ok());
}

// A try may hang in the network while others claim the key and release it.
TEST_F(PgLedgerFaultTest, ReleasesATryThatComesAfterAnotherClaimedAndReleased) {
  const Key probe = {"m", "probe"};
  ASSERT_TRUE(world_.Await(ledger_->Claim(probe, kFingerprint)).ok());
  ASSERT_FALSE(world_.Await(other_->Claim(kKey, kFingerprint))->before);
  proxy_.Set(Rule::kCutRequest);
  EXPECT_TRUE(Claim()->before);
  EXPECT_EQ(proxy_.cuts(), 1);
  ASSERT_TRUE(world_.Await(other_->Release(kKey)).ok());
  world_.Sql(
      "CREATE TABLE late AS SELECT * FROM replies;"
      "UPDATE late SET isspid = '39493002', transaction_id = 't-1', claim_token = claim_token + 1;"
      "INSERT INTO replies SELECT * FROM late");
  // Whoever asks next, and in any case before long.
  MustClaim();
  ASSERT_TRUE(world_.Await(ledger_->Release(kKey)).ok());
  world_.Sql("INSERT INTO replies SELECT * FROM late");
  world_.RunUntil([this] { return States().size() == 1; });
  ASSERT_FALSE(world_.Await(other_->Claim(kKey, kFingerprint))->before);
  EXPECT_TRUE(world_.Await(ledger_->Settle(probe, kDelivered)).ok());
}

TEST_F(PgLedgerFaultTest, TakesBackATryThatComesAfterTheRelease) {
  MakeNotDelivered();
  MustClaim();
  world_.Sql("CREATE TABLE late AS SELECT owner, claim_token, lease_until FROM replies");
  ASSERT_TRUE(world_.Await(ledger_->Release(kKey)).ok());
  world_.Sql(
      "UPDATE replies SET state = 'claimed', settle_time = NULL, owner = late.owner, "
      "claim_token = late.claim_token, lease_until = late.lease_until FROM late");
  world_.RunUntil([this] { return States()[0] == "not_delivered"; });
}

// As after a failover to a server that does not have the settlement.
TEST_F(PgLedgerFaultTest, LeavesAClaimThatComesBackAfterItsSettlement) {
  const Key released = KeyOf("released");
  ASSERT_TRUE(world_.Await(ledger_->Claim(released, {})).ok());
  MustClaim();
  world_.Sql("CREATE TABLE before AS SELECT * FROM replies");
  ASSERT_TRUE(world_.Await(ledger_->Release(released)).ok());
  ASSERT_TRUE(Settle().ok());
  world_.Sql("DELETE FROM replies; INSERT INTO replies SELECT * FROM before");
  const auto claimed = Claim();
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  EXPECT_TRUE(claimed->before);
  // By then both have been looked at.
  world_.RunUntil([this] { return States().size() == 1; });
  world_.Advance(world_.ledger_options.lease);
  EXPECT_EQ(Found()->settlement->ending, Ending::kUnknown);
}

// Another statement might meet another server, which does not have what the first one did.
TEST_F(PgLedgerFaultTest, SettlesByNoOtherStatementThanTheFirst) {
  world_.Sql(
      "CREATE SEQUENCE updates;"
      "CREATE FUNCTION count_updates() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM nextval('updates'); RETURN NULL; END $$;"
      "CREATE TRIGGER count_updates AFTER UPDATE ON replies EXECUTE FUNCTION count_updates()");
  MustClaim();
  proxy_.Set(Rule::kCutAnswer);
  EXPECT_TRUE(Settle().ok());
  EXPECT_EQ(proxy_.cuts(), 1);
  EXPECT_EQ(world_.Sql("SELECT last_value FROM updates")[0], "2");
}

TEST_F(PgLedgerFaultTest, SettlesWhenItIsAskedAgainWhatDidNotReachTheDatabase) {
  MakeImpatient();
  MustClaim();
  proxy_.Set(Rule::kRefuse);
  world_.Sql(kBackends);
  EXPECT_TRUE(absl::IsUnavailable(Settle().status()));
  EXPECT_FALSE(Found()->settlement);
  proxy_.Set(Rule::kPass);
  world_.RunUntil([this] { return ledger_->database().ready(); });
  EXPECT_TRUE(Settle().ok());
  EXPECT_EQ(Found()->settlement->ending, Ending::kDelivered);
}

TEST_F(PgLedgerFaultTest, KnowsWhenItIsAskedAgainThatItSettled) {
  MakeImpatient();
  MustClaim();
  proxy_.Set(Rule::kHoldAnswers);
  EXPECT_TRUE(absl::IsUnavailable(Settle().status()));
  ASSERT_TRUE(Found()->settlement);
  proxy_.Set(Rule::kPass);
  world_.RunUntil([this] { return ledger_->database().ready(); });
  const auto settled = Settle();
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(*settled, Found()->settlement->time);
}

TEST_F(PgLedgerFaultTest, KnowsWhenItIsAskedAgainThatItReleased) {
  MakeImpatient();
  MustClaim();
  proxy_.Set(Rule::kHoldAnswers);
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger_->Release(kKey))));
  ASSERT_FALSE(Found());
  proxy_.Set(Rule::kPass);
  world_.RunUntil([this] { return ledger_->database().ready(); });
  const absl::Status released = world_.Await(ledger_->Release(kKey));
  EXPECT_TRUE(released.ok()) << released;
}

TEST_F(PgLedgerFaultTest, SettlesNothingWhenItIsAskedAgainAndTheLeaseRanOutMeanwhile) {
  MakeImpatient();
  MustClaim();
  proxy_.Set(Rule::kRefuse);
  world_.Sql(kBackends);
  EXPECT_TRUE(absl::IsUnavailable(Settle().status()));
  world_.Advance(world_.ledger_options.lease);
  ASSERT_TRUE(Found()->settlement);
  proxy_.Set(Rule::kPass);
  world_.RunUntil([this] { return ledger_->database().ready(); });
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle().status()));
  EXPECT_EQ(Found()->settlement->ending, Ending::kUnknown);
}

TEST_F(PgLedgerFaultTest, EndsWhatIsUnderWayWhenItGoes) {
  proxy_.Set(Rule::kHoldAnswers);
  Pending<absl::StatusOr<Claimed>> claim(ledger_->Claim(kKey, {}));
  world_.RunUntil([this] { return proxy_.held() > 0; });
  ledger_.reset();
  ASSERT_TRUE(claim.done());
  EXPECT_TRUE(absl::IsUnavailable(claim.result().status()));
}

TEST_F(PgLedgerFaultTest, RepeatsWhatTheDatabaseCouldNotSerialise) {
  // Refuses the first two claims.
  world_.Sql(
      "CREATE SEQUENCE tries;"
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END IF; "
      "RETURN NEW; END $$;"
      "CREATE TRIGGER refuse BEFORE INSERT ON replies FOR EACH ROW EXECUTE FUNCTION refuse()");
  MustClaim();
  EXPECT_EQ(world_.Sql("SELECT last_value FROM tries")[0], "3");
}

TEST_F(PgLedgerFaultTest, TakesItsOwnClaimWhereTheDatabaseDidNotKnowWhatCameOfIt) {
  // Says so once, and did it.
  world_.Sql(
      "CREATE SEQUENCE tries;"
      "CREATE FUNCTION know_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "IF nextval('tries') = 1 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40003'; END IF; "
      "RETURN NEW; END $$;"
      "CREATE TRIGGER know_nothing BEFORE INSERT ON replies FOR EACH ROW "
      "EXECUTE FUNCTION know_nothing()");
  MustClaim();
  EXPECT_EQ(world_.Sql("SELECT last_value FROM tries")[0], "2");
}

TEST_F(PgLedgerFaultTest, GivesUpAStatementWhoseOutcomeTheDatabaseNeverKnows) {
  MakeImpatient(absl::Milliseconds(300));
  world_.Sql(
      "CREATE SEQUENCE tries;"
      "CREATE FUNCTION know_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM nextval('tries'); RAISE EXCEPTION 'no' USING ERRCODE = '08007'; END $$;"
      "CREATE TRIGGER know_nothing BEFORE INSERT ON replies FOR EACH ROW "
      "EXECUTE FUNCTION know_nothing()");
  EXPECT_TRUE(absl::IsUnavailable(Claim().status()));
  // With pauses of 20, 40, 80 and 160 ms.
  EXPECT_LE(std::stoi(world_.Sql("SELECT last_value FROM tries")[0]), 6);
}

TEST_F(PgLedgerFaultTest, EndsWhatPausesBetweenTriesWhenItGoes) {
  world_.Sql(
      "CREATE SEQUENCE tries;"
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM nextval('tries'); RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$;"
      "CREATE TRIGGER refuse BEFORE INSERT ON replies FOR EACH ROW EXECUTE FUNCTION refuse()");
  Pending<absl::StatusOr<Claimed>> claim(ledger_->Claim(kKey, {}));
  // By then the pauses are far longer than the tries.
  world_.RunUntil([this] { return world_.Sql("SELECT last_value FROM tries")[0] == "4"; });
  ledger_.reset();
  ASSERT_TRUE(claim.done());
  EXPECT_TRUE(absl::IsUnavailable(claim.result().status()));
}

TEST_F(PgLedgerFaultTest, RefusesASlowStatementBeforeItIsLost) {
  MakeImpatient(absl::Seconds(4));  // long against what a busy machine takes to say so
  world_.Sql(
      "CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM pg_sleep(60); RETURN NEW; END $$;"
      "CREATE TRIGGER sleep BEFORE INSERT ON replies FOR EACH ROW EXECUTE FUNCTION sleep()");
  EXPECT_EQ(Claim().status(), absl::UnavailableError("its database says 57014"));
}

TEST_F(PgLedgerFaultTest, RefusesAClaimThatTheDatabaseRefuses) {
  world_.Sql("ALTER TABLE replies ADD CONSTRAINT full_up CHECK (false) NOT VALID");
  const auto claimed = Claim();
  EXPECT_TRUE(absl::IsUnavailable(claimed.status())) << claimed.status();
  EXPECT_EQ(claimed.status().message(), "its database says 23514");
}

}  // namespace
}  // namespace imageco::bridge::ledger
