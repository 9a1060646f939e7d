// A database that is not the ledger of before.
#include "bridge/ledger/postgres/pg_identity.h"

#include <gmock/gmock.h>

#include "absl/strings/match.h"
#include "tests/bridge/ledger/postgres/pg_fixture.h"
#include "tests/bridge/ledger/postgres/pg_proxy.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PgIdentityTest : public PgLedgerFixture {
 protected:
  void SetUp() override { world_.database_options.operation_time_max = absl::Seconds(2); }

  absl::StatusOr<Claimed> Claim(PgLedger& ledger, const Key& key = kKey) {
    return world_.Await(ledger.Claim(key, kFingerprint));
  }
  void MustClaim(PgLedger& ledger, const Key& key = kKey) {
    const auto claimed = Claim(ledger, key);
    ASSERT_TRUE(claimed.ok()) << claimed.status();
    ASSERT_FALSE(claimed->before);
  }
  // Nothing can be claimed, and in the end the reason is told.
  void ExpectRefused(PgLedger& ledger, const std::string& reason) {
    absl::Status status;
    world_.RunUntil([&] {
      status = Claim(ledger).status();
      return !absl::IsUnavailable(status) || absl::StrContains(status.message(), reason);
    });
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    const absl::Status found = world_.Await(ledger.Find(kKey)).status();
    EXPECT_TRUE(absl::IsUnavailable(found)) << found;
    EXPECT_THAT(std::string(found.message()), HasSubstr(reason));
  }
  // On the server, beside the world's.
  void Server(const std::string& sql) { PgServer::Get().Run("postgres", sql); }
  void RecreateDatabase() {
    Server("DROP DATABASE " + world_.database() + " WITH (FORCE)");
    Server("CREATE DATABASE " + world_.database());
    MakeClock();
  }
  void MakeClock() {
    world_.Sql(
        "CREATE TABLE IF NOT EXISTS test_clock (time timestamptz NOT NULL);"
        "INSERT INTO test_clock VALUES (to_timestamp(1500000000))");
  }
  void DropTables() {
    world_.Sql("DROP TABLE replies, merchant_rates, schema_version, ledger_identity");
  }
  std::vector<std::string> Tables() {
    return world_.Sql("SELECT tablename FROM pg_tables WHERE tablename = 'replies'");
  }
  std::string Identity() { return world_.Sql("SELECT identity FROM ledger_identity")[0]; }
};

TEST_F(PgIdentityTest, IsMadeOnceAndKnownToEveryReplica) {
  const auto one = world_.Make();
  const auto other = world_.Make();
  EXPECT_THAT(one->database().identity(), testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(one->database().identity(), other->database().identity());
  EXPECT_EQ(one->database().identity(), Identity());
}

TEST_F(PgIdentityTest, RefusesADatabaseThatWasMadeAnewAndMakesNoTables) {
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  RecreateDatabase();
  ExpectRefused(*ledger,
                "its database holds no ledger, and ours is " + ledger->database().identity());
  EXPECT_THAT(Tables(), IsEmpty());
}

TEST_F(PgIdentityTest, RefusesADatabaseWhoseTablesWereDropped) {
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  DropTables();
  ExpectRefused(*ledger, "its database holds no ledger");
  EXPECT_THAT(Tables(), IsEmpty());
}

TEST_F(PgIdentityTest, NoticesDroppedTablesWithoutACall) {
  const auto ledger = world_.Make();
  DropTables();
  world_.RunUntil([&ledger] { return !ledger->database().ready(); });
}

TEST_F(PgIdentityTest, RefusesALedgerThatLostOneTable) {
  const auto ledger = world_.Make();
  world_.Sql("DROP TABLE replies");
  ExpectRefused(*ledger, "its database has lost tables of the ledger");
  const auto next = world_.Make();
  ExpectRefused(*next, "its database has lost tables of the ledger");
}

TEST_F(PgIdentityTest, RefusesALedgerThatLostItsIdentity) {
  const auto ledger = world_.Make();
  world_.Sql("DELETE FROM ledger_identity");
  ExpectRefused(*ledger, "its database has a ledger that has lost its identity");
  const auto next = world_.Make();
  ExpectRefused(*next, "its database has a ledger that has lost its identity");
}

// The tables are there again before a connection breaks: only the claim itself can tell.
TEST_F(PgIdentityTest, ClaimsNothingInOtherTablesBehindAnOpenConnection) {
  world_.ledger_options.clock = "now()";
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  world_.Sql(
      "BEGIN; ALTER TABLE replies RENAME TO old_replies;"
      "CREATE TABLE replies (LIKE old_replies INCLUDING ALL);"
      "UPDATE ledger_identity SET identity = 'another'; COMMIT");
  const auto claimed = Claim(*ledger);
  EXPECT_TRUE(absl::IsUnavailable(claimed.status())) << claimed.status();
  EXPECT_THAT(world_.Sql("SELECT state FROM replies"), IsEmpty());
  ExpectRefused(*ledger, "its database holds another ledger, another, and ours is ");
}

TEST_F(PgIdentityTest, CallsNothingNotFoundInAnotherLedger) {
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  world_.Sql("DELETE FROM replies; UPDATE ledger_identity SET identity = 'another'");
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->Find(kKey)).status()));
  EXPECT_TRUE(absl::IsUnavailable(world_.Await(ledger->List({})).status()));
}

TEST_F(PgIdentityTest, GoesOnWhenTheLedgerIsThereAgain) {
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  const std::string identity = Identity();
  world_.Sql("UPDATE ledger_identity SET identity = 'another'");
  ExpectRefused(*ledger, "another ledger");
  world_.Sql("UPDATE ledger_identity SET identity = '" + identity + "'");
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_TRUE(Claim(*ledger)->before);
}

// Another server is what the name leads to after a failover that went wrong.
TEST_F(PgIdentityTest, RefusesWhatTheNameLeadsToThen) {
  PgProxy proxy(world_.loop, PgServer::Get().socket());
  world_.database_options.conninfo = proxy.Conninfo(world_.database());
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  proxy.Set(PgProxy::Rule::kRefuse);
  Server("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" +
         world_.database() + "'");
  Server("ALTER DATABASE " + world_.database() + " RENAME TO moved_" + world_.database());
  Server("CREATE DATABASE " + world_.database());
  MakeClock();
  proxy.Set(PgProxy::Rule::kPass);
  ExpectRefused(*ledger, "its database holds no ledger");
}

TEST_F(PgIdentityTest, MakesNoTablesAtAStartWhereAReplicaMissesItsLedger) {
  const auto ledger = world_.Make();
  MustClaim(*ledger);
  const std::string identity = ledger->database().identity();
  RecreateDatabase();
  ExpectRefused(*ledger, "its database holds no ledger");
  const auto next = world_.Make();
  ExpectRefused(*next,
                "its database does not hold the ledger that a replica missed there, " + identity);
  EXPECT_THAT(Tables(), IsEmpty());
}

TEST_F(PgIdentityTest, MakesThemAllTheSameWhereItIsToldTo) {
  auto ledger = world_.Make();
  const std::string identity = ledger->database().identity();
  RecreateDatabase();
  ExpectRefused(*ledger, "its database holds no ledger");
  ledger.reset();
  world_.database_options.making = PgMaking::kAnew;
  const auto made = world_.Make();
  MustClaim(*made);
  EXPECT_NE(made->database().identity(), identity);
  world_.database_options.making = PgMaking::kWhereBlank;
  const auto next = world_.Make();
  EXPECT_TRUE(Claim(*next)->before);
}

TEST_F(PgIdentityTest, MakesNoneAnewWhereThereIsOne) {
  world_.Make();
  world_.database_options.making = PgMaking::kAnew;
  EXPECT_EQ(world_.TryMake().status(),
            absl::FailedPreconditionError("the database: there is a ledger already"));
}

TEST_F(PgIdentityTest, TakesTheLedgerThatIsPinnedAndNoOther) {
  world_.Make();
  const std::string identity = Identity();
  world_.database_options.identity = identity;
  MustClaim(*world_.Make());
  world_.database_options.identity = std::string(32, '0');
  const auto wrong = world_.Make();
  ASSERT_TRUE(wrong);
  ExpectRefused(*wrong, "its database holds another ledger, " + identity + ", and ours is 0000");
}

TEST_F(PgIdentityTest, MakesNoTablesWhereOneIsPinned) {
  world_.database_options.identity = std::string(32, '0');
  const auto ledger = world_.Make();
  ASSERT_TRUE(ledger);
  ExpectRefused(*ledger, "its database holds no ledger, and ours is 0000");
  EXPECT_THAT(Tables(), IsEmpty());
}

TEST_F(PgIdentityTest, LearnsTheLedgerAtItsFirstContactWhenThatIsLate) {
  PgProxy proxy(world_.loop, PgServer::Get().socket());
  proxy.Set(PgProxy::Rule::kRefuse);
  world_.database_options.conninfo = proxy.Conninfo(world_.database());
  const auto ledger = world_.Make();
  EXPECT_EQ(ledger->database().identity(), "");
  proxy.Set(PgProxy::Rule::kPass);
  world_.RunUntil([&ledger] { return ledger->database().ready(); });
  EXPECT_EQ(ledger->database().identity(), Identity());
  MustClaim(*ledger);
}

// As the first release made them, with a record.
class PgMigrationTest : public PgIdentityTest {
 protected:
  void SetUp() override {
    PgIdentityTest::SetUp();
    MustClaim(*world_.Make());
    world_.Sql(
        "DROP TABLE ledger_identity; DELETE FROM schema_version WHERE version > 1;"
        "DROP INDEX replies_by_claim; DROP INDEX replies_rare;"
        "ALTER TABLE replies DROP CONSTRAINT replies_key, DROP COLUMN interface,"
        "  DROP COLUMN finding_identity,"
        "  ADD PRIMARY KEY (isspid, transaction_id);"
        "CREATE INDEX replies_by_claim_time ON replies (claim_time, isspid, transaction_id);"
        "CREATE INDEX replies_not_delivered ON replies (claim_time, isspid, transaction_id)"
        "  WHERE state <> 'delivered'");
  }
};

TEST_F(PgMigrationTest, NamesTheInterfaceOfRecordsThatAreThere) {
  const auto ledger = world_.Make();
  EXPECT_TRUE(Claim(*ledger)->before);
  MustClaim(*ledger, {kKey.isspid, kKey.transaction_id, "picture"});
  EXPECT_EQ(world_.Sql("SELECT interface FROM replies ORDER BY interface"),
            (std::vector<std::string>{"\\x70696374757265", "\\x7265706c79"}));
  EXPECT_THAT(world_.Sql("SELECT indexname FROM pg_indexes WHERE tablename = 'replies'"),
              testing::UnorderedElementsAre("replies_key", "replies_by_claim", "replies_rare",
                                            "replies_by_lease", "replies_by_settle_time"));
}

TEST_F(PgMigrationTest, ComesToOneEndWhereverItWasCutOff) {
  const std::string cuts[] = {
      "ALTER TABLE replies ADD COLUMN interface bytea NOT NULL DEFAULT 'reply'",
      "ALTER TABLE replies DROP CONSTRAINT replies_pkey, "
      "ADD CONSTRAINT replies_key PRIMARY KEY (isspid, transaction_id, interface)",
      "DROP INDEX replies_by_claim_time"};
  for (const std::string& cut : cuts) world_.Sql(cut);
  const auto ledger = world_.Make();
  EXPECT_TRUE(Claim(*ledger)->before);
  EXPECT_THAT(Identity(), SizeIs(32));
}

TEST_F(PgMigrationTest, KeepsTheIdentityOfFindingsOnceItIsMovedOn) {
  world_.Sql(
      "UPDATE replies SET state = 'delivered', settle_time = now(), finding_state = 'delivered', "
      "finding_by = 'ops', finding_reason = 'seen', finding_time = now(), owner = NULL");
  const auto ledger = world_.Make();
  const auto before = world_.Await(ledger->Find(kKey));
  ASSERT_TRUE(before.ok() && *before && (*before)->finding) << before.status();
  EXPECT_EQ((*before)->finding->settled_by, "ops");
  EXPECT_EQ((*before)->finding->settled_by_identity, "");
  world_.Sql("UPDATE replies SET state = 'unknown'");
  const auto decided = world_.Await(ledger->Decide(kKey, kFoundDelivered));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->finding->settled_by_identity, kFoundDelivered.settled_by_identity);
}

// It has none before it is moved on.
TEST_F(PgMigrationTest, LeavesATableOfBeforeWhereALedgerIsPinned) {
  world_.database_options.identity = std::string(32, '0');
  const auto ledger = world_.Make();
  ExpectRefused(*ledger, "its database holds a ledger of an earlier program");
  EXPECT_EQ(world_.Sql("SELECT version FROM schema_version"), std::vector<std::string>{"1"});
}

}  // namespace
}  // namespace imageco::bridge::ledger
