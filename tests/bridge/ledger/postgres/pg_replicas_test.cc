#include <list>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/postgres/pg_fixture.h"

// Two replicas on one database.
namespace imageco::bridge::ledger {
namespace {

class PgReplicasTest : public PgLedgerFixture {
 protected:
  void SetUp() override {
    world_.ledger_options.lease = absl::Minutes(2);
    one_ = world_.Make();
    other_ = world_.Make();
    ASSERT_TRUE(one_ && other_);
  }

  absl::StatusOr<Claimed> Claim(PgLedger& ledger, const Key& key = kKey,
                                const Fingerprint& fingerprint = kFingerprint) {
    return world_.Await(ledger.Claim(key, fingerprint));
  }
  void MustClaim(PgLedger& ledger, const Key& key = kKey) {
    const auto claimed = Claim(ledger, key);
    ASSERT_TRUE(claimed.ok()) << claimed.status();
    ASSERT_FALSE(claimed->before);
  }
  std::optional<Record> Found(PgLedger& ledger, const Key& key = kKey) {
    return world_.Await(ledger.Find(key)).value();
  }
  absl::StatusOr<absl::Time> Settle(PgLedger& ledger, const Settlement& settlement = kDelivered) {
    return world_.Await(ledger.Settle(kKey, settlement));
  }

  std::unique_ptr<PgLedger> one_;
  std::unique_ptr<PgLedger> other_;
};

TEST_F(PgReplicasTest, LetsOneInOfManyThatClaimAtOnceOnBoth) {
  std::list<Pending<absl::StatusOr<Claimed>>> claims;
  for (int i = 0; i < 100; ++i) claims.emplace_back((i % 2 == 0 ? *one_ : *other_).Claim(kKey, {}));
  int in = 0;
  for (const auto& claim : claims) {
    world_.RunUntil([&claim] { return claim.done(); });
    ASSERT_TRUE(claim.result().ok()) << claim.result().status();
    in += !claim.result()->before;
  }
  EXPECT_EQ(in, 1);
}

TEST_F(PgReplicasTest, LetsOneInForEachOfManyKeys) {
  constexpr int kKeys = 50;
  std::list<Pending<absl::StatusOr<Claimed>>> claims;
  for (int i = 0; i < 2 * kKeys; ++i) {
    claims.emplace_back((i % 2 == 0 ? *one_ : *other_).Claim({"m", std::to_string(i / 2)}, {}));
  }
  int in = 0;
  for (const auto& claim : claims) {
    world_.RunUntil([&claim] { return claim.done(); });
    ASSERT_TRUE(claim.result().ok());
    in += !claim.result()->before;
  }
  EXPECT_EQ(in, kKeys);
}

TEST_F(PgReplicasTest, TellsTheOtherThatAReplyIsInProgress) {
  MustClaim(*one_);
  EXPECT_TRUE(Found(*one_)->claimed_here);
  const auto claimed = Claim(*other_);
  ASSERT_TRUE(claimed.ok() && claimed->before);
  EXPECT_FALSE(claimed->before->claimed_here);
  EXPECT_FALSE(claimed->before->settlement);
  EXPECT_FALSE(Found(*other_)->claimed_here);
}

TEST_F(PgReplicasTest, TellsTheOtherTheOutcome) {
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  const auto claimed = Claim(*other_);
  ASSERT_TRUE(claimed.ok() && claimed->before && claimed->before->settlement);
  EXPECT_EQ(claimed->before->settlement->ending, Ending::kDelivered);
  EXPECT_EQ(claimed->before->settlement->result_comment, "回复成功");
}

TEST_F(PgReplicasTest, SettlesAndReleasesNothingOfTheOther) {
  MustClaim(*one_);
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle(*other_).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(world_.Await(other_->Release(kKey))));
  EXPECT_TRUE(Settle(*one_).ok());
}

TEST_F(PgReplicasTest, GivesAReleasedKeyToTheOther) {
  MustClaim(*one_);
  ASSERT_TRUE(world_.Await(one_->Release(kKey)).ok());
  MustClaim(*other_);
}

TEST_F(PgReplicasTest, LeavesClaimsAloneWhenAProcessStarts) {
  MustClaim(*one_);
  other_.reset();
  other_ = world_.Make();
  EXPECT_FALSE(Found(*other_)->settlement);
  EXPECT_TRUE(Settle(*one_).ok());
}

TEST_F(PgReplicasTest, KeepsTheClaimOfAProcessThatDiedUntilItsLeaseRunsOut) {
  MustClaim(*one_);
  one_.reset();
  world_.Advance(absl::Minutes(2) - absl::Milliseconds(1));
  EXPECT_FALSE(Found(*other_)->settlement);
}

TEST_F(PgReplicasTest, MakesAClaimUnknownWhoseLeaseRanOut) {
  MustClaim(*one_);
  one_.reset();
  world_.Advance(absl::Minutes(2));
  const auto claimed = Claim(*other_);
  ASSERT_TRUE(claimed.ok() && claimed->before && claimed->before->settlement);
  EXPECT_EQ(claimed->before->settlement->ending, Ending::kUnknown);
  EXPECT_EQ(claimed->before->settlement->why, "its sender ended before the outcome was recorded");
  EXPECT_EQ(claimed->before->settlement->time, world_.Now());
}

TEST_F(PgReplicasTest, NeverClaimsAgainWhatBecameUnknown) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  for (PgLedger* ledger : {one_.get(), other_.get(), one_.get()}) {
    const auto claimed = Claim(*ledger);
    EXPECT_TRUE(claimed.ok() && claimed->before);
  }
}

TEST_F(PgReplicasTest, FindsAClaimUnknownWhoseLeaseRanOut) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  const auto record = Found(*other_);
  ASSERT_TRUE(record->settlement);
  EXPECT_EQ(record->settlement->ending, Ending::kUnknown);
}

TEST_F(PgReplicasTest, RefusesTheOutcomeOfAnOwnerWhoseLeaseRanOutMeanwhile) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  ASSERT_TRUE(Found(*other_)->settlement);
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle(*one_).status()));
  EXPECT_EQ(Found(*other_)->settlement->ending, Ending::kUnknown);
}

TEST_F(PgReplicasTest, RefusesTheReleaseOfAnOwnerWhoseLeaseRanOutMeanwhile) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  ASSERT_TRUE(Found(*other_)->settlement);
  EXPECT_TRUE(absl::IsFailedPrecondition(world_.Await(one_->Release(kKey))));
  EXPECT_TRUE(Found(*other_));
}

TEST_F(PgReplicasTest, TakesALateOutcomeThatNobodyMissed) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(3));
  EXPECT_TRUE(Settle(*one_).ok());
  EXPECT_EQ(Found(*other_)->settlement->ending, Ending::kDelivered);
}

TEST_F(PgReplicasTest, SweepsClaimsWhoseLeasesRanOutAndNoOthers) {
  MustClaim(*one_, {"m", "old"});
  world_.Advance(absl::Minutes(1));
  MustClaim(*one_, {"m", "new"});
  world_.Advance(absl::Minutes(1));
  EXPECT_EQ(world_.Await(other_->Sweep()).value(), 1U);
  EXPECT_EQ(world_.Sql("SELECT state FROM replies ORDER BY claim_time"),
            (std::vector<std::string>{"unknown", "claimed"}));
}

TEST_F(PgReplicasTest, SweepsByItself) {
  world_.ledger_options.sweep_interval = absl::ZeroDuration();
  const auto sweeper = world_.Make();
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  world_.RunUntil([this] { return world_.Sql("SELECT state FROM replies")[0] == "unknown"; });
}

TEST_F(PgReplicasTest, PurgesByItself) {
  world_.ledger_options.first_purge = absl::ZeroDuration();
  const auto purger = world_.Make();
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  world_.Advance(world_.ledger_options.retention);
  world_.RunUntil([this] { return world_.Sql("SELECT state FROM replies").empty(); });
}

TEST_F(PgReplicasTest, PurgesNothingByAClockThatRunsAhead) {
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  world_.Sql("UPDATE replies SET settle_time = now() - INTERVAL '1 day'");
  world_.Sql("UPDATE test_clock SET time = now() + INTERVAL '10 years'");
  EXPECT_EQ(world_.Await(one_->Purge()).value(), 0U);
  // Nor by the other one.
  world_.Sql("UPDATE test_clock SET time = now() - INTERVAL '10 years'");
  world_.Sql("UPDATE replies SET settle_time = now() - INTERVAL '1 year'");
  EXPECT_EQ(world_.Await(one_->Purge()).value(), 0U);
  world_.Sql("UPDATE test_clock SET time = now() + INTERVAL '10 years'");
  EXPECT_EQ(world_.Await(one_->Purge()).value(), 1U);
}

TEST_F(PgReplicasTest, PurgesNothingSoonAfterTheStart) {
  world_.ledger_options.sweep_interval = absl::ZeroDuration();
  world_.ledger_options.purge_interval = absl::ZeroDuration();
  const auto purger = world_.Make();
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  world_.Advance(world_.ledger_options.retention);
  // A purge comes after a sweep, and before the next one.
  for (const char* id : {"first", "second"}) {
    MustClaim(*one_, {"m", id});
    world_.Advance(absl::Minutes(2));
    world_.RunUntil(
        [this] { return world_.Sql("SELECT 1 FROM replies WHERE state = 'claimed'").empty(); });
  }
  EXPECT_EQ(world_.Sql("SELECT 1 FROM replies WHERE state = 'delivered'").size(), 1U);
}

TEST_F(PgReplicasTest, ListsRareStatesByAnIndexOfTheirOwn) {
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  world_.Sql(
      "INSERT INTO replies (isspid, transaction_id, fingerprint, state, claim_time, settle_time) "
      "SELECT isspid, convert_to(n::text, 'UTF8'), fingerprint, state, claim_time, settle_time "
      "FROM replies, generate_series(1, 5000) AS n;"
      "ANALYZE replies");
  const PgStatements statements({.lease = absl::Minutes(2), .retention = absl::Hours(24)});
  std::vector<PgValue> values;
  const Query query = {.endings = {std::nullopt, Ending::kUnknown, Ending::kNotDelivered}};
  const std::string sql = statements.List(query, values).sql;
  ASSERT_TRUE(values.empty());
  const std::vector<std::string> plan = world_.Sql("EXPLAIN " + sql);
  EXPECT_THAT(plan, testing::Contains(testing::HasSubstr("using replies_rare")));
}

TEST_F(PgReplicasTest, PurgesABoundedNumberAtATime) {
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_).ok());
  world_.Sql(
      "INSERT INTO replies (isspid, transaction_id, fingerprint, state, claim_time, settle_time) "
      "SELECT isspid, convert_to(n::text, 'UTF8'), fingerprint, state, claim_time, settle_time "
      "FROM replies, generate_series(1, 1500) AS n");
  world_.Advance(world_.ledger_options.retention);
  EXPECT_EQ(world_.Await(one_->Purge()).value(), 1000U);
  EXPECT_EQ(world_.Await(other_->Purge()).value(), 501U);
}

TEST_F(PgReplicasTest, SaysUntilWhenASendMayBegin) {
  const base::SteadyTime before = world_.loop.SteadyNow();
  Pending<absl::StatusOr<Claimed>> claim(one_->Claim(kKey, {}));
  const base::SteadyTime asked = world_.loop.SteadyNow();
  world_.RunUntil([&claim] { return claim.done(); });
  const auto time =
      absl::ToChronoNanoseconds(world_.ledger_options.lease - world_.ledger_options.send_margin);
  EXPECT_GE(claim.result()->send_by, before + time);
  EXPECT_LE(claim.result()->send_by, asked + time);
}

TEST_F(PgReplicasTest, LetsOneInOfTwoThatSendAgainWhatWasNotDelivered) {
  MustClaim(*one_);
  ASSERT_TRUE(Settle(*one_, {.ending = Ending::kUnknown, .why = "reset"}).ok());
  const auto decided =
      world_.Await(other_->Decide(kKey, {.ending = Ending::kNotDelivered, .settled_by = "ops"}));
  ASSERT_TRUE(decided.ok()) << decided.status();
  Pending<absl::StatusOr<Claimed>> first(one_->Claim(kKey, kFingerprint));
  Pending<absl::StatusOr<Claimed>> second(other_->Claim(kKey, kFingerprint));
  world_.RunUntil([&] { return first.done() && second.done(); });
  ASSERT_TRUE(first.result().ok() && second.result().ok());
  EXPECT_NE(first.result()->before.has_value(), second.result()->before.has_value());
}

TEST_F(PgReplicasTest, DecidesOnAClaimWhoseLeaseRanOut) {
  MustClaim(*one_);
  world_.Advance(absl::Minutes(2));
  const auto decided =
      world_.Await(other_->Decide(kKey, {.ending = Ending::kDelivered, .settled_by = "ops"}));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->settlement->ending, Ending::kDelivered);
  EXPECT_EQ(decided->finding->settled_by, "ops");
}

}  // namespace
}  // namespace imageco::bridge::ledger
