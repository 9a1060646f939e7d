#include "tests/bridge/ledger/ledger_contract.h"
#include "tests/bridge/ledger/sample_records.h"

#include <algorithm>
#include <vector>

namespace imageco::bridge::ledger {

absl::StatusOr<std::optional<Record>> LedgerContractTest::Find(const Key& key) {
  return Run(setup_->ledger().Find(key));
}

absl::StatusOr<Claimed> LedgerContractTest::Claim(const Key& key, const Fingerprint& fingerprint) {
  return Run(setup_->ledger().Claim(key, fingerprint));
}

absl::StatusOr<absl::Time> LedgerContractTest::Settle(const Key& key, Settlement settlement) {
  return Run(setup_->ledger().Settle(key, std::move(settlement)));
}

absl::Status LedgerContractTest::Release(const Key& key) {
  return Run(setup_->ledger().Release(key));
}

absl::StatusOr<std::vector<KeyedRecord>> LedgerContractTest::List(Query query) {
  return Run(setup_->ledger().List(std::move(query)));
}

absl::StatusOr<Record> LedgerContractTest::Decide(const Key& key, Finding finding) {
  return Run(setup_->ledger().Decide(key, std::move(finding)));
}

void LedgerContractTest::MustClaim(const Key& key, const Fingerprint& fingerprint) {
  const auto claimed = Claim(key, fingerprint);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  ASSERT_FALSE(claimed->before) << "claimed before";
}

absl::Time LedgerContractTest::MustSettle(const Key& key, Settlement settlement) {
  const auto settled = Settle(key, std::move(settlement));
  EXPECT_TRUE(settled.ok()) << settled.status();
  return settled.value_or(absl::InfinitePast());
}

std::vector<std::string> LedgerContractTest::Listed(Query query) {
  std::vector<std::string> ids;
  const auto list = List(std::move(query));
  EXPECT_TRUE(list.ok()) << list.status();
  if (!list.ok()) return ids;
  for (const auto& [key, record] : *list) ids.push_back(key.transaction_id);
  return ids;
}

void LedgerContractTest::MakeNotDelivered(const Key& key, const Fingerprint& fingerprint) {
  MustClaim(key, fingerprint);
  MustSettle(key, kUnknown);
  const auto decided = Decide(key, kFoundNotDelivered);
  ASSERT_TRUE(decided.ok()) << decided.status();
}

namespace {

void ExpectSame(const Settlement& is, const Settlement& should) {
  EXPECT_EQ(is.ending, should.ending);
  EXPECT_EQ(is.result_id, should.result_id);
  EXPECT_EQ(is.result_comment, should.result_comment);
  EXPECT_EQ(is.http_status, should.http_status);
  EXPECT_EQ(is.why, should.why);
}

TEST_P(LedgerContractTest, FindsNothingAtFirst) { EXPECT_FALSE(Found(kKey)); }

TEST_P(LedgerContractTest, RecordsAClaim) {
  setup_->Advance(absl::Milliseconds(1234));
  MustClaim(kKey, kFingerprint);
  const auto record = Found(kKey);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->fingerprint, kFingerprint);
  EXPECT_EQ(record->claim_time, setup_->Now());
  EXPECT_FALSE(record->settlement);
}

TEST_P(LedgerContractTest, GivesTheRecordThatWasThereBeforeAClaim) {
  MustClaim(kKey, kFingerprint);
  const absl::Time claim_time = setup_->Now();
  setup_->Advance(absl::Seconds(1));
  const auto claimed = Claim(kKey, kOtherFingerprint);
  ASSERT_TRUE(claimed.ok());
  ASSERT_TRUE(claimed->before);
  EXPECT_EQ(claimed->before->fingerprint, kFingerprint);
  EXPECT_EQ(claimed->before->claim_time, claim_time);
  EXPECT_FALSE(claimed->before->settlement);
}

TEST_P(LedgerContractTest, ChangesNothingByAClaimThatComesSecond) {
  MustClaim(kKey, kFingerprint);
  ASSERT_TRUE(Claim(kKey, kOtherFingerprint).ok());
  EXPECT_EQ(Found(kKey)->fingerprint, kFingerprint);
}

TEST_P(LedgerContractTest, GivesTheOutcomeThatWasThereBeforeAClaim) {
  for (const Settlement& settlement : {kDelivered, kRejected, kUnknown}) {
    const Key key = {"39493002", "t-" + std::to_string(static_cast<int>(settlement.ending))};
    MustClaim(key);
    const absl::Time settle_time = MustSettle(key, settlement);
    const auto claimed = Claim(key, kFingerprint);
    ASSERT_TRUE(claimed.ok() && claimed->before && claimed->before->settlement);
    ExpectSame(*claimed->before->settlement, settlement);
    EXPECT_EQ(claimed->before->settlement->time, settle_time);
  }
}

TEST_P(LedgerContractTest, LetsOneOfManyClaimsInThatComeAtOnce) {
  std::vector<std::optional<absl::StatusOr<Claimed>>> claims(100);
  for (size_t i = 0; i < claims.size(); ++i) {
    base::Spawn(setup_->ledger().Claim(kKey, Fingerprint{static_cast<uint8_t>(i)}),
                [&claim = claims[i]](absl::StatusOr<Claimed> claimed) {
                  claim.emplace(std::move(claimed));
                });
  }
  setup_->RunUntil([&claims] {
    return std::all_of(claims.begin(), claims.end(), [](const auto& claim) { return !!claim; });
  });
  int in = 0;
  for (const auto& claim : claims) {
    ASSERT_TRUE(claim->ok());
    in += !(*claim)->before;
    if (!(*claim)->before) continue;
    EXPECT_EQ((*claim)->before->fingerprint, Found(kKey)->fingerprint);
  }
  EXPECT_EQ(in, 1);
}

TEST_P(LedgerContractTest, KeepsKeysApart) {
  const Key keys[] = {{"39493002", "t-1"},
                      {"39493002", "t-2"},
                      {"39493003", "t-1"},
                      {"39493002t", "-1"},
                      {"39493002", "t-1", "picture"},
                      {"39493002", "t-1", ""}};
  uint8_t number = 0;
  for (const Key& key : keys) MustClaim(key, Fingerprint{++number});
  number = 0;
  for (const Key& key : keys) EXPECT_EQ(Found(key)->fingerprint, Fingerprint{++number});
}

TEST_P(LedgerContractTest, KeepsIdsWhateverTheyAre) {
  for (const char* id : {"'; DROP TABLE replies; --", "%", "_", "流水号", "T-1", "t-1", " t-1",
                         "t-1 ", "\x01", "\"\\"}) {
    MustClaim({"39493002", id}, kFingerprint);
    EXPECT_TRUE(Found({"39493002", id})) << id;
  }
}

TEST_P(LedgerContractTest, RecordsAnOutcomeWithAllThatItSays) {
  for (const Settlement& settlement : {kDelivered, kRejected, kUnknown}) {
    const Key key = {"39493002", "t-" + std::to_string(static_cast<int>(settlement.ending))};
    MustClaim(key, kFingerprint);
    MustSettle(key, settlement);
    const auto record = Found(key);
    ASSERT_TRUE(record && record->settlement);
    ExpectSame(*record->settlement, settlement);
    EXPECT_EQ(record->fingerprint, kFingerprint);
  }
}

TEST_P(LedgerContractTest, GivesTheTimeThatAnOutcomeStandsUnder) {
  MustClaim(kKey);
  const absl::Time claim_time = setup_->Now();
  setup_->Advance(absl::Milliseconds(2500));
  const absl::Time settle_time = MustSettle(kKey, kDelivered);
  EXPECT_EQ(settle_time, setup_->Now());
  EXPECT_EQ(Found(kKey)->settlement->time, settle_time);
  EXPECT_EQ(Found(kKey)->claim_time, claim_time);
}

TEST_P(LedgerContractTest, TakesNoTimeFromWhoeverSettles) {
  MustClaim(kKey);
  Settlement settlement = kDelivered;
  settlement.time = absl::FromUnixSeconds(1);
  EXPECT_EQ(MustSettle(kKey, settlement), setup_->Now());
}

TEST_P(LedgerContractTest, KeepsACommentWhateverItIs) {
  MustClaim(kKey);
  Settlement settlement = kRejected;
  settlement.result_comment = std::string("😀 'quoted' \"\\\n\0end", 21);
  MustSettle(kKey, settlement);
  EXPECT_EQ(Found(kKey)->settlement->result_comment, settlement.result_comment);
}

TEST_P(LedgerContractTest, SettlesNothingThatWasNotClaimed) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle(kKey, kDelivered).status()));
  EXPECT_FALSE(Found(kKey));
}

TEST_P(LedgerContractTest, SettlesNothingTwice) {
  MustClaim(kKey);
  MustSettle(kKey, kUnknown);
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle(kKey, kDelivered).status()));
  EXPECT_EQ(Found(kKey)->settlement->ending, Ending::kUnknown);
}

TEST_P(LedgerContractTest, ForgetsAClaimThatIsReleased) {
  MustClaim(kKey);
  EXPECT_TRUE(Release(kKey).ok());
  EXPECT_FALSE(Found(kKey));
}

TEST_P(LedgerContractTest, LetsAReleasedKeyBeClaimedByAnyone) {
  MustClaim(kKey, kFingerprint);
  ASSERT_TRUE(Release(kKey).ok());
  MustClaim(kKey, kOtherFingerprint);
  EXPECT_EQ(Found(kKey)->fingerprint, kOtherFingerprint);
}

TEST_P(LedgerContractTest, ReleasesNothingThatWasNotClaimed) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Release(kKey)));
}

TEST_P(LedgerContractTest, ReleasesNothingThatIsSettled) {
  for (const Settlement& settlement : {kDelivered, kRejected, kUnknown}) {
    const Key key = {"39493002", "t-" + std::to_string(static_cast<int>(settlement.ending))};
    MustClaim(key);
    MustSettle(key, settlement);
    EXPECT_TRUE(absl::IsFailedPrecondition(Release(key)));
    EXPECT_EQ(Found(key)->settlement->ending, settlement.ending);
  }
}

TEST_P(LedgerContractTest, PurgesWhatTheGatewaySaidAfterTheRetention) {
  for (const Settlement& settlement : {kDelivered, kRejected}) {
    MustClaim(kKey);
    MustSettle(kKey, settlement);
    setup_->Advance(kRetention);
    setup_->Purge();
    MustClaim(kKey);
    ASSERT_TRUE(Release(kKey).ok());
  }
}

TEST_P(LedgerContractTest, PurgesNothingBeforeTheRetention) {
  for (const Settlement& settlement : {kDelivered, kRejected}) {
    const Key key = {"39493002", "t-" + std::to_string(static_cast<int>(settlement.ending))};
    MustClaim(key);
    MustSettle(key, settlement);
    setup_->Advance(kRetention - absl::Seconds(1));
    setup_->Purge();
    const auto claimed = Claim(key, kFingerprint);
    EXPECT_TRUE(claimed.ok() && claimed->before);
  }
}

TEST_P(LedgerContractTest, CountsTheRetentionFromTheOutcome) {
  MustClaim(kKey);
  setup_->Advance(kRetention);
  MustSettle(kKey, kDelivered);
  setup_->Advance(kRetention - absl::Seconds(1));
  setup_->Purge();
  EXPECT_TRUE(Claim(kKey, kFingerprint)->before);
}

TEST_P(LedgerContractTest, NeverPurgesAnUnknownOutcome) {
  MustClaim(kKey);
  MustSettle(kKey, kUnknown);
  setup_->Advance(100 * kRetention);
  setup_->Purge();
  const auto claimed = Claim(kKey, kFingerprint);
  ASSERT_TRUE(claimed.ok() && claimed->before);
  EXPECT_EQ(claimed->before->settlement->ending, Ending::kUnknown);
}

TEST_P(LedgerContractTest, NeverPurgesAClaim) {
  MustClaim(kKey, kFingerprint);
  setup_->Advance(100 * kRetention);
  setup_->Purge();
  const auto claimed = Claim(kKey, kOtherFingerprint);
  ASSERT_TRUE(claimed.ok() && claimed->before);
  EXPECT_EQ(claimed->before->fingerprint, kFingerprint);
}

TEST_P(LedgerContractTest, PurgesNoNewRecordUnderTheKeyOfAnOldOne) {
  MustClaim(kKey);
  MustSettle(kKey, kDelivered);
  setup_->Advance(kRetention);
  setup_->Purge();
  MustClaim(kKey, kOtherFingerprint);
  MustSettle(kKey, kRejected);
  setup_->Advance(kRetention - absl::Seconds(1));
  setup_->Purge();
  const auto claimed = Claim(kKey, kFingerprint);
  ASSERT_TRUE(claimed.ok() && claimed->before);
  EXPECT_EQ(claimed->before->fingerprint, kOtherFingerprint);
}

}  // namespace
}  // namespace imageco::bridge::ledger
