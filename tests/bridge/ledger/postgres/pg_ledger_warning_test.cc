#include <list>

#include "tests/bridge/ledger/postgres/pg_fault_fixture.h"

// Commits that no other server may know of.
namespace imageco::bridge::ledger {
namespace {

// As PostgreSQL answers a commit whose wait for synchronous replication was cancelled: with success
// and a warning.
class PgLedgerWarningTest : public PgLedgerFaultTest {
 protected:
  void SetUp() override {
    PgLedgerFaultTest::SetUp();
    world_.Sql(
        "CREATE TABLE warnings (number int);"
        "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE WARNING 'not everywhere'; INSERT INTO warnings VALUES (1); RETURN NULL; END $$");
  }
  // From now on. `when`: as in a trigger, in brackets.
  void WarnAfter(const std::string& change, const std::string& when = "(true)") {
    world_.Sql("CREATE CONSTRAINT TRIGGER warn AFTER " + change +
               " ON replies DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN " + when +
               " EXECUTE FUNCTION warn()");
  }
  void WarnNoMore() { world_.Sql("DROP TRIGGER warn ON replies"); }
  int Warnings() { return std::stoi(world_.Sql("SELECT count(*) FROM warnings")[0]); }
  // Brings back a claim that was released, and returns when it is again, since all that nobody
  // sends for has been by then.
  void WaitForUpkeep() {
    const Key stray = {"m", "stray"};
    ASSERT_TRUE(world_.Await(ledger_->Claim(stray, {})).ok());
    world_.Sql("CREATE TABLE late AS SELECT * FROM replies WHERE isspid = 'm'");
    ASSERT_TRUE(world_.Await(ledger_->Release(stray)).ok());
    world_.Sql("INSERT INTO replies SELECT * FROM late; DROP TABLE late");
    world_.RunUntil([this] { return States().size() == 1; });
  }
};

TEST_F(PgLedgerWarningTest, ClaimsByOneMoreWrite) {
  WarnAfter("INSERT");
  world_.Sql(
      "CREATE TABLE updates (state text);"
      "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "INSERT INTO updates VALUES (NEW.state); RETURN NULL; END $$;"
      "CREATE TRIGGER note AFTER UPDATE ON replies FOR EACH ROW EXECUTE FUNCTION note()");
  MustClaim();
  EXPECT_EQ(Warnings(), 1);
  EXPECT_EQ(world_.Sql("SELECT state FROM updates"), std::vector<std::string>{"claimed"});
}

TEST_F(PgLedgerWarningTest, SettlesByOneMoreWrite) {
  MustClaim();
  WarnAfter("UPDATE", "(OLD.state = 'claimed')");
  const auto settled = Settle();
  ASSERT_TRUE(settled.ok()) << settled.status();
  EXPECT_EQ(*settled, Found()->settlement->time);
  EXPECT_EQ(Warnings(), 1);
}

TEST_F(PgLedgerWarningTest, RefusesAClaimThatIsNeverCertain) {
  MakeImpatient(absl::Milliseconds(300));
  WarnAfter("INSERT OR UPDATE");
  EXPECT_TRUE(absl::IsUnavailable(Claim().status()));
  // The claim, and its confirmations with pauses of 20, 40, 80 and 160 ms.
  EXPECT_LE(Warnings(), 8);
  WarnNoMore();
  world_.RunUntil([this] { return States().empty(); });
}

TEST_F(PgLedgerWarningTest, ReleasesNoClaimThatIsHeldOrBeingMade) {
  WarnAfter("INSERT OR UPDATE", "(NEW.isspid = '39493002')");
  Pending<absl::StatusOr<Claimed>> claim(ledger_->Claim(kKey, kFingerprint));
  world_.RunUntil([this] { return States().size() == 1; });
  WaitForUpkeep();
  EXPECT_FALSE(claim.done());
  WarnNoMore();
  world_.RunUntil([&claim] { return claim.done(); });
  ASSERT_TRUE(claim.result().ok()) << claim.result().status();
  EXPECT_FALSE(claim.result()->before);
  WaitForUpkeep();
  EXPECT_EQ(States(), std::vector<std::string>{"claimed"});
  EXPECT_TRUE(Settle().ok());
}

TEST_F(PgLedgerWarningTest, KnowsItsDecisionThoughTheKeyWasClaimedAgainAtOnce) {
  MustClaim();
  ASSERT_TRUE(world_.Await(ledger_->Settle(kKey, {.ending = Ending::kUnknown})).ok());
  // The claim that comes at once, before the decision is answered.
  world_.Sql(
      "CREATE FUNCTION claim_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "UPDATE replies SET state = 'claimed', owner = 'other', claim_token = 1, settle_time = NULL, "
      "lease_until = NEW.settle_time + INTERVAL '1 minute'; RETURN NULL; END $$;"
      "CREATE TRIGGER claim_again AFTER UPDATE ON replies FOR EACH ROW "
      "WHEN (NEW.state = 'not_delivered') EXECUTE FUNCTION claim_again()");
  WarnAfter("UPDATE", "(NEW.state = 'not_delivered')");
  const Finding finding = {.ending = Ending::kNotDelivered, .settled_by = "ops"};
  const auto decided = world_.Await(ledger_->Decide(kKey, finding));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(Warnings(), 1);
  EXPECT_EQ(decided->finding->settled_by, "ops");
  EXPECT_FALSE(decided->settlement);
}

// A database that waits for a standby that is not there.
class PgLedgerReplicationTest : public PgLedgerFaultTest {
 protected:
  ~PgLedgerReplicationTest() override { SetStandbys(""); }

  void SetStandbys(const std::string& names) {
    world_.Sql("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
    world_.Sql("SELECT pg_reload_conf()");
  }
  // Nothing is claimed by a commit whose wait was cancelled, but by the next one, which ends.
  void ClaimWhatIsNotReplicated();
  bool Waits() {
    return world_.Sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'").size() == 1;
  }
};

TEST_F(PgLedgerReplicationTest, ClaimsOnlyWhatIsReplicated) { ClaimWhatIsNotReplicated(); }

// It would not be told of the wait that was cancelled, in a session as its role has it.
TEST_F(PgLedgerReplicationTest, ClaimsOnlyWhatIsReplicatedWhereItsRoleHearsNoWarnings) {
  world_.Sql("ALTER DATABASE " + world_.database() + " SET client_min_messages = error");
  ledger_ = world_.Make();
  ASSERT_TRUE(ledger_);
  ClaimWhatIsNotReplicated();
}

void PgLedgerReplicationTest::ClaimWhatIsNotReplicated() {
  SetStandbys("nobody");
  // Until the server has heard of it.
  std::list<Pending<absl::StatusOr<Claimed>>> claims;
  for (int i = 0; claims.empty() || claims.back().done(); ++i) {
    claims.emplace_back(ledger_->Claim({"m", std::to_string(i)}, {}));
    world_.RunUntil([&] { return claims.back().done() || Waits(); });
  }
  const auto& claim = claims.back();
  world_.Sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  const std::string writes =
      "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query ";
  world_.RunUntil([&] { return world_.Sql(writes + "LIKE '%(UPDATE%'").size() == 1; });
  EXPECT_FALSE(claim.done());
  SetStandbys("");
  world_.RunUntil([&claim] { return claim.done(); });
  ASSERT_TRUE(claim.result().ok()) << claim.result().status();
  EXPECT_FALSE(claim.result()->before);
}

}  // namespace
}  // namespace imageco::bridge::ledger
