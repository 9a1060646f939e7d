// What every ledger keeps towards operators: lists, findings, and replies that go again.
#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/ledger_contract.h"
#include "tests/bridge/ledger/sample_records.h"

namespace imageco::bridge::ledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(LedgerContractTest, ListsNothingAtFirst) { EXPECT_THAT(Listed({}), IsEmpty()); }

TEST_P(LedgerContractTest, ListsTheOldestClaimFirst) {
  for (const char* id : {"t-3", "t-1", "t-2"}) {
    MustClaim(KeyOf(id));
    setup_->Advance(absl::Seconds(1));
  }
  EXPECT_THAT(Listed({}), ElementsAre("t-3", "t-1", "t-2"));
}

TEST_P(LedgerContractTest, ListsEquallyOldClaimsByTheirKeys) {
  for (const Key& key : {Key{"2", "a"}, Key{"1", "c"}, Key{"1", "b"}, Key{"10", "d"}}) {
    MustClaim(key);
  }
  EXPECT_THAT(Listed({}), ElementsAre("b", "c", "d", "a"));
}

TEST_P(LedgerContractTest, ListsEquallyOldClaimsOfOneIdByTheirInterfaces) {
  const Key keys[] = {{"1", "a", "detail"}, {"1", "a"}, {"1", "a", "upload"}};
  for (const Key& key : {keys[2], keys[0], keys[1]}) MustClaim(key);
  for (size_t after = 0; after < 3; ++after) {
    const auto list = List({.after = {{setup_->Now(), keys[after]}}});
    ASSERT_TRUE(list.ok()) << list.status();
    ASSERT_EQ(list->size(), 2 - after);
    for (size_t i = 0; i < list->size(); ++i) EXPECT_EQ((*list)[i].first, keys[after + 1 + i]);
  }
}

TEST_P(LedgerContractTest, ListsWholeRecords) {
  MustClaim(kKey, kFingerprint);
  const absl::Time settle_time =
      MustSettle(kKey, {.ending = Ending::kRejected, .result_id = "1001", .http_status = 400});
  const auto list = List({});
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 1u);
  const auto& [key, record] = list->front();
  EXPECT_EQ(key, kKey);
  EXPECT_EQ(record.fingerprint, kFingerprint);
  ASSERT_TRUE(record.settlement);
  EXPECT_EQ(record.settlement->result_id, "1001");
  EXPECT_EQ(record.settlement->http_status, 400);
  EXPECT_EQ(record.settlement->time, settle_time);
}

TEST_P(LedgerContractTest, ListsTheMerchantsThatAreMeant) {
  for (const char* isspid : {"1", "2", "3"}) MustClaim({isspid, isspid});
  EXPECT_THAT(Listed({.isspids = {{"3", "1", "4"}}}), ElementsAre("1", "3"));
  EXPECT_THAT(Listed({.isspids = {{}}}), IsEmpty());
}

TEST_P(LedgerContractTest, ListsAMerchantAmongManyRecordsOfOthers) {
  for (const char* id : {"a", "b", "c", "d", "e"}) MustClaim({"1", id});
  setup_->Advance(absl::Seconds(1));
  for (const char* id : {"z", "y"}) {
    MustClaim({"2", id});
    setup_->Advance(absl::Seconds(1));
  }
  EXPECT_THAT(Listed({.isspids = {{"2"}}, .records_max = 1}), ElementsAre("z"));
  const auto first = *List({.isspids = {{"2"}}, .records_max = 1});
  EXPECT_THAT(Listed({.isspids = {{"2"}}, .after = {{first[0].second.claim_time, first[0].first}}}),
              ElementsAre("y"));
  EXPECT_THAT(Listed({.isspids = {{"2"}}, .endings = {Ending::kDelivered}}), IsEmpty());
  EXPECT_THAT(Listed({.isspids = {{"3"}}}), IsEmpty());
}

TEST_P(LedgerContractTest, ListsTheEndingsThatAreMeant) {
  MustClaim(KeyOf("being sent"));
  MustClaim(KeyOf("delivered"));
  MustSettle(KeyOf("delivered"), {.ending = Ending::kDelivered});
  MustClaim(KeyOf("rejected"));
  MustSettle(KeyOf("rejected"), {.ending = Ending::kRejected});
  MustClaim(KeyOf("unknown"));
  MustSettle(KeyOf("unknown"), kUnknown);
  MakeNotDelivered(KeyOf("not delivered"), {});
  EXPECT_THAT(Listed({.endings = {Ending::kDelivered}}), ElementsAre("delivered"));
  EXPECT_THAT(Listed({.endings = {Ending::kRejected}}), ElementsAre("rejected"));
  EXPECT_THAT(Listed({.endings = {Ending::kUnknown}}), ElementsAre("unknown"));
  EXPECT_THAT(Listed({.endings = {Ending::kNotDelivered}}), ElementsAre("not delivered"));
  EXPECT_THAT(Listed({.endings = {std::nullopt}}), ElementsAre("being sent"));
  EXPECT_THAT(Listed({.endings = {Ending::kUnknown, std::nullopt, Ending::kDelivered}}),
              ElementsAre("being sent", "delivered", "unknown"));
}

TEST_P(LedgerContractTest, ListsTheTimeThatIsMeant) {
  const absl::Time start = setup_->Now();
  for (const char* id : {"t-0", "t-1", "t-2", "t-3"}) {
    MustClaim(KeyOf(id));
    setup_->Advance(absl::Seconds(1));
  }
  EXPECT_THAT(Listed({.claimed_from = start + absl::Seconds(1),
                      .claimed_before = start + absl::Seconds(3)}),
              ElementsAre("t-1", "t-2"));
  EXPECT_THAT(Listed({.claimed_from = start + absl::Nanoseconds(1),
                      .claimed_before = start + absl::Seconds(1) + absl::Nanoseconds(1)}),
              ElementsAre("t-1"));
}

TEST_P(LedgerContractTest, ListsAsManyAsAreWanted) {
  for (const char* id : {"t-1", "t-2", "t-3"}) MustClaim(KeyOf(id));
  EXPECT_THAT(Listed({.records_max = 2}), ElementsAre("t-1", "t-2"));
  EXPECT_THAT(Listed({.records_max = 0}), IsEmpty());
}

TEST_P(LedgerContractTest, ListsWhatComesAfterAPlace) {
  for (const char* id : {"a", "b", "b\x01", "c"}) MustClaim(KeyOf(id));
  EXPECT_THAT(Listed({.after = {{setup_->Now(), KeyOf("b")}}}), ElementsAre("b\x01", "c"));
  EXPECT_THAT(Listed({.after = {{setup_->Now(), KeyOf("aa")}}}), ElementsAre("b", "b\x01", "c"));
  EXPECT_THAT(Listed({.after = {{setup_->Now(), KeyOf("c")}}}), IsEmpty());
  EXPECT_THAT(Listed({.after = {{setup_->Now() - absl::Microseconds(1), KeyOf("c")}}}),
              ElementsAre("a", "b", "b\x01", "c"));
}

TEST_P(LedgerContractTest, ListsEveryRecordOnceOverPagesWhateverTheirSize) {
  std::vector<std::string> all;
  for (int i = 0; i < 30; ++i) {
    all.push_back("t-" + std::to_string(100 + i));
    MustClaim(KeyOf(all.back()));
    if (i % 3 == 0) setup_->Advance(absl::Seconds(1));
    if (i % 2 == 0) MustSettle(KeyOf(all.back()), {.ending = Ending::kDelivered});
  }
  for (const size_t page : {1, 4, 7, 30, 31}) {
    std::vector<std::string> seen;
    Query query{.records_max = page};
    for (auto list = *List(query); !list.empty(); list = *List(query)) {
      for (const auto& [key, record] : list) seen.push_back(key.transaction_id);
      query.after = {list.back().second.claim_time, list.back().first};
    }
    EXPECT_EQ(seen, all) << page;
  }
}

TEST_P(LedgerContractTest, KeepsPagesApartWhileRecordsComeAndGo) {
  for (const char* id : {"t-1", "t-2", "t-3", "t-4"}) {
    MustClaim(KeyOf(id));
    setup_->Advance(absl::Seconds(1));
  }
  const auto first = *List({.records_max = 2});
  const Cursor after = {first.back().second.claim_time, first.back().first};
  ASSERT_TRUE(Release(KeyOf("t-2")).ok());  // the place itself
  ASSERT_TRUE(Release(KeyOf("t-3")).ok());
  MustClaim(KeyOf("t-5"));
  EXPECT_THAT(Listed({.after = after}), ElementsAre("t-4", "t-5"));
}

TEST_P(LedgerContractTest, RecordsWhatAnOperatorFound) {
  MustClaim(kKey, kFingerprint);
  MustSettle(kKey, kUnknown);
  setup_->Advance(absl::Milliseconds(1500));
  const auto decided = Decide(kKey, kFoundDelivered);
  ASSERT_TRUE(decided.ok()) << decided.status();
  for (const Record& record : {*decided, *Found(kKey)}) {
    ASSERT_TRUE(record.settlement && record.finding);
    EXPECT_EQ(record.settlement->ending, Ending::kDelivered);
    EXPECT_EQ(record.settlement->why, kUnknown.why);
    EXPECT_EQ(record.settlement->time, setup_->Now());
    EXPECT_EQ(record.finding->ending, Ending::kDelivered);
    EXPECT_EQ(record.finding->settled_by, kFoundDelivered.settled_by);
    EXPECT_EQ(record.finding->settled_by_identity, kFoundDelivered.settled_by_identity);
    EXPECT_EQ(record.finding->reason, kFoundDelivered.reason);
    EXPECT_EQ(record.finding->time, setup_->Now());
    EXPECT_EQ(record.fingerprint, kFingerprint);
  }
}

TEST_P(LedgerContractTest, TakesNoTimeFromAnOperator) {
  MustClaim(kKey);
  MustSettle(kKey, kUnknown);
  Finding finding = kFoundDelivered;
  finding.time = absl::FromUnixSeconds(1);
  EXPECT_EQ(Decide(kKey, finding)->finding->time, setup_->Now());
}

TEST_P(LedgerContractTest, DecidesOnlyWhatIsUnknown) {
  EXPECT_TRUE(absl::IsNotFound(Decide(kKey, kFoundDelivered).status()));
  MustClaim(kKey);
  EXPECT_TRUE(absl::IsFailedPrecondition(Decide(kKey, kFoundDelivered).status()));
  EXPECT_FALSE(Found(kKey)->settlement);
  MustSettle(kKey, {.ending = Ending::kRejected});
  EXPECT_TRUE(absl::IsFailedPrecondition(Decide(kKey, kFoundDelivered).status()));
  EXPECT_EQ(Found(kKey)->settlement->ending, Ending::kRejected);
  EXPECT_FALSE(Found(kKey)->finding);
}

TEST_P(LedgerContractTest, DecidesNothingTwice) {
  MakeNotDelivered(kKey, kFingerprint);
  EXPECT_TRUE(absl::IsFailedPrecondition(Decide(kKey, kFoundDelivered).status()));
  EXPECT_EQ(Found(kKey)->finding->ending, Ending::kNotDelivered);
}

TEST_P(LedgerContractTest, ClaimsAnewWhatWasNotDelivered) {
  MakeNotDelivered(kKey, kFingerprint);
  setup_->Advance(absl::Seconds(1));
  MustClaim(kKey, kFingerprint);
  const auto record = Found(kKey);
  ASSERT_TRUE(record);
  EXPECT_FALSE(record->settlement);
  EXPECT_EQ(record->claim_time, setup_->Now());
  ASSERT_TRUE(record->finding);
  EXPECT_EQ(record->finding->settled_by, kFoundNotDelivered.settled_by);
}

TEST_P(LedgerContractTest, ClaimsNothingAnewForAnotherPayload) {
  MakeNotDelivered(kKey, kFingerprint);
  const auto claimed = Claim(kKey, kOtherFingerprint);
  ASSERT_TRUE(claimed.ok() && claimed->before);
  EXPECT_EQ(claimed->before->settlement->ending, Ending::kNotDelivered);
}

TEST_P(LedgerContractTest, ClaimsNothingAnewThatWasFoundDelivered) {
  MustClaim(kKey, kFingerprint);
  MustSettle(kKey, kUnknown);
  ASSERT_TRUE(Decide(kKey, kFoundDelivered).ok());
  EXPECT_TRUE(Claim(kKey, kFingerprint)->before);
}

TEST_P(LedgerContractTest, ClaimsAnewOnce) {
  MakeNotDelivered(kKey, kFingerprint);
  MustClaim(kKey, kFingerprint);
  const auto second = Claim(kKey, kFingerprint);
  ASSERT_TRUE(second.ok() && second->before);
  EXPECT_FALSE(second->before->settlement);
}

TEST_P(LedgerContractTest, SettlesAndKeepsTheFindingOfWhatWentAgain) {
  MakeNotDelivered(kKey, kFingerprint);
  MustClaim(kKey, kFingerprint);
  MustSettle(kKey, {.ending = Ending::kDelivered, .result_id = "0000"});
  const auto record = Found(kKey);
  EXPECT_EQ(record->settlement->ending, Ending::kDelivered);
  EXPECT_EQ(record->settlement->why, "");
  ASSERT_TRUE(record->finding);
  EXPECT_EQ(record->finding->ending, Ending::kNotDelivered);
}

TEST_P(LedgerContractTest, IsNotDeliveredAgainWhenWhatWentAgainIsReleased) {
  MakeNotDelivered(kKey, kFingerprint);
  MustClaim(kKey, kFingerprint);
  setup_->Advance(absl::Seconds(1));
  ASSERT_TRUE(Release(kKey).ok());
  const auto record = Found(kKey);
  ASSERT_TRUE(record && record->settlement && record->finding);
  EXPECT_EQ(record->settlement->ending, Ending::kNotDelivered);
  EXPECT_EQ(record->settlement->time, setup_->Now());
  EXPECT_EQ(record->finding->reason, kFoundNotDelivered.reason);
  MustClaim(kKey, kFingerprint);
}

TEST_P(LedgerContractTest, KeepsTheLastFinding) {
  MakeNotDelivered(kKey, kFingerprint);
  MustClaim(kKey, kFingerprint);
  MustSettle(kKey, kUnknown);
  ASSERT_TRUE(Decide(kKey, kFoundDelivered).ok());
  EXPECT_EQ(Found(kKey)->finding->settled_by, kFoundDelivered.settled_by);
}

TEST_P(LedgerContractTest, PurgesWhatAnOperatorDecided) {
  MakeNotDelivered(kKey, kFingerprint);
  setup_->Advance(kRetention - absl::Seconds(1));
  setup_->Purge();
  ASSERT_TRUE(Found(kKey));
  setup_->Advance(absl::Seconds(1));
  setup_->Purge();
  MustClaim(kKey, kOtherFingerprint);
  EXPECT_FALSE(Found(kKey)->finding);
}

TEST_P(LedgerContractTest, KnowsItsOwnClaims) {
  MustClaim(kKey);
  EXPECT_TRUE(Found(kKey)->claimed_here);
  EXPECT_TRUE(Claim(kKey, {})->before->claimed_here);
}

TEST_P(LedgerContractTest, GivesTimesAsItKeepsThem) {
  setup_->Advance(absl::Nanoseconds(1'234'567'891));
  MustClaim(kKey);
  const absl::Time settle_time = MustSettle(kKey, kUnknown);
  EXPECT_EQ(Found(kKey)->settlement->time, settle_time);
  const auto decided = Decide(kKey, kFoundDelivered);
  EXPECT_EQ(Found(kKey)->finding->time, decided->finding->time);
  const auto list = *List({});
  EXPECT_THAT(Listed({.after = {{list[0].second.claim_time, kKey}}}), IsEmpty());
  EXPECT_THAT(Listed({.claimed_from = list[0].second.claim_time}), ElementsAre("t-1"));
}

}  // namespace
}  // namespace imageco::bridge::ledger
