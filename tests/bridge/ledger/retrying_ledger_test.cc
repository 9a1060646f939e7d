#include "bridge/ledger/retrying_ledger.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/ledger/memory_ledger.h"
#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/ledger/faulty_ledger.h"
#include "tests/bridge/ledger/sample_records.h"

namespace imageco::bridge::ledger {
namespace {

class RetryingLedgerTest : public testing::Test {
 protected:
  void Make(RetryingLedgerOptions options = {}) {
    auto faulty = std::make_unique<FaultyLedger>(loop_, memory_);
    faulty_ = faulty.get();
    ledger_ = std::make_unique<RetryingLedger>(loop_, std::move(faulty), options);
  }
  void SetUp() override { Make(); }

  template <typename T>
  std::optional<T> Start(base::Task<T> task) {
    auto result = std::make_shared<std::optional<T>>();
    base::Spawn(std::move(task), [result](T value) { result->emplace(std::move(value)); });
    loop_.RunUntilIdle();
    return *result;
  }
  void MustClaim(const Key& key = kKey) {
    const auto claimed = Start(ledger_->Claim(key, {}));
    ASSERT_TRUE(claimed && claimed->ok() && !(*claimed)->before);
  }
  absl::Status Settle(const Key& key = kKey) {
    return Start(ledger_->Settle(key, {.ending = Ending::kDelivered}))->status();
  }
  absl::Status Release(const Key& key = kKey) { return *Start(ledger_->Release(key)); }
  // Past all faults.
  std::optional<Record> Recorded(const Key& key = kKey) { return **Start(memory_.Find(key)); }
  bool IsDelivered(const Key& key = kKey) {
    const auto record = Recorded(key);
    return record && record->settlement && record->settlement->ending == Ending::kDelivered;
  }

  base::SimulatedLoop loop_;
  MemoryLedger memory_{loop_, {}};
  FaultyLedger* faulty_ = nullptr;
  std::unique_ptr<RetryingLedger> ledger_;
};

TEST_F(RetryingLedgerTest, SettlesLaterWhatCouldNotBeSettled) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  EXPECT_TRUE(absl::IsUnavailable(Settle()));
  EXPECT_EQ(ledger_->unrecorded(), 1u);
  faulty_->Mend(LedgerCall::kSettle);
  loop_.Advance(absl::Milliseconds(99));
  EXPECT_FALSE(IsDelivered());
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_TRUE(IsDelivered());
  EXPECT_EQ(ledger_->unrecorded(), 0u);
}

TEST_F(RetryingLedgerTest, ReleasesLaterWhatCouldNotBeReleased) {
  MustClaim();
  faulty_->Fail(LedgerCall::kRelease);
  EXPECT_TRUE(absl::IsUnavailable(Release()));
  faulty_->Mend(LedgerCall::kRelease);
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_FALSE(Recorded());
  EXPECT_EQ(ledger_->unrecorded(), 0u);
}

TEST_F(RetryingLedgerTest, KeepsNothingThatWasRecorded) {
  MustClaim();
  EXPECT_TRUE(Settle().ok());
  EXPECT_EQ(ledger_->unrecorded(), 0u);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(RetryingLedgerTest, KeepsNothingWithoutAClaim) {
  EXPECT_TRUE(absl::IsFailedPrecondition(Settle()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Release()));
  EXPECT_EQ(ledger_->unrecorded(), 0u);
}

TEST_F(RetryingLedgerTest, WaitsTwiceAsLongEachTimeUpToAMost) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  for (const int64_t delay : {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    EXPECT_EQ(loop_.TimeUntilTimer(), absl::Milliseconds(delay));
    loop_.Advance(absl::Milliseconds(delay));
  }
  EXPECT_EQ(faulty_->count(LedgerCall::kSettle), 9);
}

TEST_F(RetryingLedgerTest, BeginsWithAShortWaitAfterASuccess) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  loop_.Advance(absl::Milliseconds(300));
  faulty_->Mend(LedgerCall::kSettle);
  loop_.Advance(absl::Milliseconds(400));
  ASSERT_TRUE(IsDelivered());
  const Key other = {"39493002", "t-2"};
  MustClaim(other);
  faulty_->Fail(LedgerCall::kSettle);
  Settle(other).IgnoreError();
  EXPECT_EQ(loop_.TimeUntilTimer(), absl::Milliseconds(100));
}

// The answer was lost, and not the settlement.
TEST_F(RetryingLedgerTest, IsDoneWhereTheClaimIsGone) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  faulty_->Mend(LedgerCall::kSettle);
  ASSERT_TRUE(Start(memory_.Settle(kKey, {.ending = Ending::kRejected}))->ok());
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(ledger_->unrecorded(), 0u);
  EXPECT_EQ(loop_.timers(), 0u);
  EXPECT_EQ(Recorded()->settlement->ending, Ending::kRejected);
}

TEST_F(RetryingLedgerTest, ReleasesBeforeAClaimOfTheSameKey) {
  MustClaim();
  faulty_->Fail(LedgerCall::kRelease);
  Release().IgnoreError();
  faulty_->Mend(LedgerCall::kRelease);
  MustClaim();
  loop_.Advance(absl::Seconds(10));
  ASSERT_TRUE(Recorded()) << "the late release met the new claim";
  EXPECT_FALSE(Recorded()->settlement);
}

// "Nothing was sent" would be wrong.
TEST_F(RetryingLedgerTest, TellsOfTheClaimOfAMessageWhileNothingCanBeReadOrWritten) {
  const Fingerprint fingerprint = {7};
  ASSERT_TRUE(Start(ledger_->Claim(kKey, fingerprint))->ok());
  for (const LedgerCall call : {LedgerCall::kSettle, LedgerCall::kFind, LedgerCall::kClaim}) {
    faulty_->Fail(call);
  }
  Settle().IgnoreError();
  const auto found = *Start(ledger_->Find(kKey));
  ASSERT_TRUE(found.ok() && *found) << found.status();
  EXPECT_EQ((*found)->fingerprint, fingerprint);
  EXPECT_TRUE((*found)->claimed_here);
  EXPECT_FALSE((*found)->settlement);
  const auto claimed = *Start(ledger_->Claim(kKey, fingerprint));
  ASSERT_TRUE(claimed.ok() && claimed->before) << claimed.status();
  EXPECT_EQ(claimed->before->fingerprint, fingerprint);
}

TEST_F(RetryingLedgerTest, TellsNothingOfAClaimWithoutAMessageWhileNothingCanBeRead) {
  MustClaim();
  faulty_->Fail(LedgerCall::kRelease);
  faulty_->Fail(LedgerCall::kFind);
  Release().IgnoreError();
  EXPECT_TRUE(absl::IsUnavailable(Start(ledger_->Find(kKey))->status()));
}

TEST_F(RetryingLedgerTest, ClaimsNothingWhileAReleaseIsPending) {
  MustClaim();
  faulty_->Fail(LedgerCall::kRelease);
  Release().IgnoreError();
  EXPECT_TRUE(absl::IsUnavailable(Start(ledger_->Claim(kKey, {}))->status()));
  EXPECT_EQ(ledger_->unrecorded(), 1u);
}

TEST_F(RetryingLedgerTest, SettlesBeforeAClaimOfTheSameKey) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  faulty_->Mend(LedgerCall::kSettle);
  const auto claimed = Start(ledger_->Claim(kKey, {}));
  ASSERT_TRUE(claimed->ok() && (*claimed)->before);
  EXPECT_EQ((*claimed)->before->settlement->ending, Ending::kDelivered);
}

TEST_F(RetryingLedgerTest, GivesTheClaimWhileItsOutcomeIsPending) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  const auto claimed = Start(ledger_->Claim(kKey, {}));
  ASSERT_TRUE(claimed->ok() && (*claimed)->before);
  EXPECT_FALSE((*claimed)->before->settlement);
  EXPECT_TRUE((*claimed)->before->claimed_here);
  const auto found = Start(ledger_->Find(kKey));
  EXPECT_FALSE((**found)->settlement);
  EXPECT_EQ(ledger_->unrecorded(), 1u);
}

// It was recorded as unknown in truth, an operator decided, and the reply goes again: the late
// settlement is not that of the new claim.
TEST_F(RetryingLedgerTest, NeverSettlesALaterClaim) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  ASSERT_TRUE(Start(memory_.Settle(kKey, {.ending = Ending::kUnknown}))->ok());
  ASSERT_TRUE(Start(ledger_->Decide(kKey, {.ending = Ending::kNotDelivered}))->ok());
  EXPECT_TRUE(absl::IsUnavailable(Start(ledger_->Claim(kKey, {}))->status()));
  faulty_->Mend(LedgerCall::kSettle);
  MustClaim();
  loop_.Advance(absl::Seconds(10));
  EXPECT_FALSE(Recorded()->settlement);
}

TEST_F(RetryingLedgerTest, ClaimsNothingWhileItRecordsTheOutcome) {
  MustClaim();
  faulty_->Fail(LedgerCall::kRelease);
  Release().IgnoreError();
  faulty_->Mend(LedgerCall::kRelease);
  faulty_->Hold(LedgerCall::kRelease);
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(absl::IsUnavailable(Start(ledger_->Claim(kKey, {}))->status()));
  faulty_->Resume(LedgerCall::kRelease);
  loop_.RunUntilIdle();
  MustClaim();
}

TEST_F(RetryingLedgerTest, KeepsNoMoreThanItMay) {
  Make({.pending_max = 2});
  for (const char* id : {"a", "b", "c"}) MustClaim({"1", id});
  faulty_->Fail(LedgerCall::kSettle);
  for (const char* id : {"a", "b", "c"}) Settle({"1", id}).IgnoreError();
  EXPECT_EQ(ledger_->unrecorded(), 2u);
  faulty_->Mend(LedgerCall::kSettle);
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(IsDelivered({"1", "a"}));
  EXPECT_TRUE(IsDelivered({"1", "b"}));
  EXPECT_FALSE(IsDelivered({"1", "c"}));
}

TEST_F(RetryingLedgerTest, TriesManyInTurns) {
  Make({.attempts_max = 3});
  for (int i = 0; i < 10; ++i) MustClaim({"1", std::to_string(i)});
  faulty_->Fail(LedgerCall::kSettle);
  for (int i = 0; i < 10; ++i) Settle({"1", std::to_string(i)}).IgnoreError();
  faulty_->Mend(LedgerCall::kSettle);
  loop_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(ledger_->unrecorded(), 7u);
  loop_.Advance(absl::Milliseconds(300));
  EXPECT_EQ(ledger_->unrecorded(), 0u);
}

TEST_F(RetryingLedgerTest, EndsWithOutcomesPending) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  ledger_.reset();
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(RetryingLedgerTest, EndsWhileItTries) {
  MustClaim();
  faulty_->Fail(LedgerCall::kSettle);
  Settle().IgnoreError();
  faulty_->Hold(LedgerCall::kSettle);
  loop_.Advance(absl::Milliseconds(100));
  ledger_.reset();
  loop_.Advance(absl::Seconds(10));
  EXPECT_FALSE(Recorded()->settlement);
}

}  // namespace
}  // namespace imageco::bridge::ledger
