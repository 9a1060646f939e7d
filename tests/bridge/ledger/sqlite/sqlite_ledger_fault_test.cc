// A disk that fails: at every write and every fsync, once and for a while.
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <gmock/gmock.h>

#include "bridge/ledger/sqlite/reply_row.h"
#include "tests/bridge/ledger/sqlite/fault_vfs.h"
#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using testing::Contains;
using testing::HasSubstr;

class SqliteLedgerFaultTest : public SqliteLedgerFixture {
 protected:
  void TearDown() override { Close(); }

  // Moves the log into the file every few commits, so that faults meet that too.
  SqliteLedgerOptions Faulty(const std::string& file,
                             absl::Duration reopen_pause = absl::ZeroDuration()) const {
    return {.file = {.file = file,
                     .vfs = FaultVfs::kName,
                     .log_pages_max = 12,
                     .reopen_pause_min = reopen_pause,
                     .reopen_pause_max = reopen_pause}};
  }

  FaultVfs vfs_;
};

TEST_F(SqliteLedgerFaultTest, SaysThatTheDiskIsFull) {
  MustOpen(Faulty(file_));
  vfs_.Fail(DiskFault::kFull, 1, 1);
  const auto claimed = Claim("t-1");
  EXPECT_TRUE(absl::IsUnavailable(claimed.status()));
  EXPECT_THAT(std::string(claimed.status().message()), HasSubstr("the disk is full"));
  EXPECT_EQ(vfs_.failed(), 1);
}

TEST_F(SqliteLedgerFaultTest, SaysThatFsyncFailed) {
  MustOpen(Faulty(file_));
  vfs_.Fail(DiskFault::kSyncError, 1, 1);
  const auto claimed = Claim("t-1");
  EXPECT_TRUE(absl::IsUnavailable(claimed.status()));
  EXPECT_THAT(std::string(claimed.status().message()), HasSubstr("fsync failed"));
}

TEST_F(SqliteLedgerFaultTest, AnswersReplaysWhileTheDiskIsFull) {
  MustOpen(Faulty(file_));
  MustClaim("t-1");
  MustSettle("t-1", Ending::kDelivered);
  vfs_.Fail(DiskFault::kFull, 1, 1'000'000);
  EXPECT_FALSE(Claim("t-2").ok());
  EXPECT_EQ(StateIs("t-1"), "delivered");
  vfs_.Mend();
  MustClaim("t-2");
}

TEST_F(SqliteLedgerFaultTest, TakesAClaimBackThatTheFileMayHave) {
  MustOpen(Faulty(file_));
  // The commit is written, its fsync fails, and so does all that would mend the log at once.
  vfs_.Fail(DiskFault::kSyncError, 1, 2);
  EXPECT_TRUE(absl::IsUnavailable(Claim("t-1").status()));
  vfs_.Mend();
  EXPECT_EQ(StateIs("t-1"), "none");
  MustClaim("t-1");
}

// An empty file would be a ledger of which every reply can be sent again.
TEST_F(SqliteLedgerFaultTest, TakesNoOtherFileForTheOneItLost) {
  MustOpen(Faulty(file_));
  MustClaim("t-1");
  vfs_.Fail(DiskFault::kSyncError, 1, 1);
  EXPECT_FALSE(Claim("t-2").ok());
  for (const char* suffix : {"", "-wal"}) {
    if (!std::filesystem::exists(file_ + suffix)) continue;
    std::filesystem::rename(file_ + suffix, At("away") + suffix);
  }
  for (const bool another : {false, true}) {
    if (another) Execute(file_, "CREATE TABLE replies (x);");
    const auto claimed = Claim("t-1");
    EXPECT_TRUE(absl::IsUnavailable(claimed.status())) << another;
    EXPECT_THAT(std::string(claimed.status().message()), HasSubstr("not the file that it was"));
  }
  std::filesystem::remove(file_);
  std::filesystem::rename(At("away"), file_);
  if (std::filesystem::exists(At("away") + "-wal")) {
    std::filesystem::rename(At("away") + "-wal", file_ + "-wal");
  }
  EXPECT_EQ(StateIs("t-1"), "claimed");
}

// To open it is to read all of it.
TEST_F(SqliteLedgerFaultTest, LeavesAFileAloneForAWhileThatGoesOnFailing) {
  MustOpen(Faulty(file_, absl::Hours(1)));
  vfs_.Fail(DiskFault::kSyncError, 1, 1'000'000);
  EXPECT_FALSE(Claim("t-1").ok());
  EXPECT_FALSE(Claim("t-2").ok());
  const int failed = vfs_.failed();
  for (const char* id : {"t-3", "t-4"}) {
    const auto claimed = Claim(id);
    EXPECT_TRUE(absl::IsUnavailable(claimed.status()));
    EXPECT_THAT(std::string(claimed.status().message()), HasSubstr("fsync failed"));
  }
  EXPECT_EQ(vfs_.failed(), failed);
  vfs_.Mend();
  EXPECT_FALSE(Claim("t-5").ok());
}

TEST_F(SqliteLedgerFaultTest, OpensAFileAtOnceThatWorkedInBetween) {
  MustOpen(Faulty(file_, absl::Hours(1)));
  for (int round = 0; round < 3; ++round) {
    const std::string id = "t-" + std::to_string(round);
    vfs_.Fail(DiskFault::kSyncError, 1, 1);
    EXPECT_FALSE(Claim(id).ok());
    vfs_.Mend();
    MustClaim(id);
  }
}

TEST_F(SqliteLedgerFaultTest, HoldsTheFileWhileItHasNoConnectionToIt) {
  MustOpen(Faulty(file_));
  vfs_.Fail(DiskFault::kSyncError, 1, 2);
  EXPECT_FALSE(Claim("t-1").ok());
  const auto second = SqliteLedger::Make(loop_, {.file = {.file = file_}});
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process has it open"));
}

TEST_F(SqliteLedgerFaultTest, StartsOnAFullDiskOrRefusesAndNeverHalf) {
  for (int nth = 1;; ++nth) {
    const std::string file = At("start-" + std::to_string(nth));
    vfs_.Fail(DiskFault::kFullHalfway, nth, 1'000'000);
    const absl::Status opened = Open(Faulty(file));
    const bool failed = vfs_.failed() > 0;
    vfs_.Mend();
    if (!opened.ok()) MustOpen(Faulty(file));
    MustClaim("t-1");
    Close();
    if (!failed) return;
    EXPECT_LT(nth, 100);
  }
}

// What may be on record of each reply, by what was answered.
class Expectation {
 public:
  using States = std::set<std::string>;

  const States& Of(const std::string& id) {
    return states_.emplace(id, States{"none"}).first->second;
  }
  // After an answer that says so.
  void Is(const std::string& id, const std::string& state) { states_[id] = {state}; }
  // After an UnavailableError.
  void MayBe(const std::string& id, const std::string& state) {
    Of(id);
    states_[id].insert(state);
  }
  // After a FailedPreconditionError.
  void IsNot(const std::string& id, const std::string& state) {
    Of(id);
    states_[id].erase(state);
    EXPECT_FALSE(states_[id].empty()) << id << " cannot but be " << state;
  }
  const std::map<std::string, States>& all() const { return states_; }

 private:
  std::map<std::string, States> states_;
};

// Fault, and how many times in a row it comes.
class SqliteLedgerSweepTest : public SqliteLedgerFaultTest,
                              public testing::WithParamInterface<std::tuple<DiskFault, int>> {
 protected:
  void TryClaim(const std::string& id) {
    const auto claimed = Claim(id);
    if (!claimed.ok()) {
      EXPECT_TRUE(absl::IsUnavailable(claimed.status())) << claimed.status();
      return;  // and nothing came of it
    }
    if (!claimed->before) {
      EXPECT_THAT(expectation_.Of(id), testing::AnyOf(Contains("none"), Contains("not_delivered")));
      return expectation_.Is(id, "claimed");
    }
    const auto& settlement = claimed->before->settlement;
    const std::string state = settlement ? StateOf(settlement->ending) : "claimed";
    EXPECT_THAT(expectation_.Of(id), Contains(state)) << id;
    expectation_.Is(id, state);
  }
  void Note(const absl::Status& status, const std::string& id, const std::string& from,
            const std::string& to) {
    if (status.ok()) return expectation_.Is(id, to);
    if (absl::IsUnavailable(status)) return expectation_.MayBe(id, to);
    expectation_.IsNot(id, from);
  }
  void TrySettle(const std::string& id, Ending ending) {
    Note(Settle(id, ending), id, "claimed", StateOf(ending));
  }
  void TryRelease(const std::string& id) {
    Note(Run(ledger_->Release(KeyOf(id))), id, "claimed", "none");
  }
  void TryDecide(const std::string& id, Ending ending) {
    const Finding finding{ending, "ops", "why"};
    Note(Run(ledger_->Decide(KeyOf(id), finding)).status(), id, "unknown", StateOf(ending));
  }

  void Work() {
    for (int round = 0; round < 3; ++round) {
      const std::string suffix = std::to_string(round);
      TryClaim("delivered" + suffix);
      TrySettle("delivered" + suffix, Ending::kDelivered);
      TryClaim("released" + suffix);
      TryRelease("released" + suffix);
      TryClaim("claimed" + suffix);
      TryClaim("decided" + suffix);
      TrySettle("decided" + suffix, Ending::kUnknown);
      TryDecide("decided" + suffix, Ending::kNotDelivered);
      TryClaim("decided" + suffix);
    }
  }
  void ExpectAsAnswered(bool restarted) {
    for (const auto& [id, states] : expectation_.all()) {
      std::set<std::string> expected = states;
      if (restarted && expected.erase("claimed") > 0) expected.insert("unknown");
      EXPECT_THAT(expected, Contains(StateIs(id))) << id << (restarted ? ", restarted" : "");
    }
  }

  Expectation expectation_;
};

TEST_P(SqliteLedgerSweepTest, LosesNothingThatWasAnswered) {
  const auto [fault, times] = GetParam();
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    const std::string suffix = "-" + std::to_string(nth);
    expectation_ = {};
    MustOpen(Faulty(file_ + suffix));
    vfs_.Fail(fault, nth, times);
    Work();
    const bool failed = vfs_.failed() > 0;
    vfs_.Mend();
    ExpectAsAnswered(/*restarted=*/false);
    Work();
    ExpectAsAnswered(/*restarted=*/false);
    Close();
    MustOpen(Faulty(file_ + suffix));
    ExpectAsAnswered(/*restarted=*/true);
    Close();
    if (!failed || HasFailure()) break;
  }
}

// The same for a process that ends while the disk fails.
TEST_P(SqliteLedgerSweepTest, LosesNothingThatWasAnsweredBeforeACrash) {
  const auto [fault, times] = GetParam();
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    expectation_ = {};
    const std::string file = file_ + "-" + std::to_string(nth);
    MustOpen(Faulty(file));
    vfs_.Fail(fault, nth, times);
    Work();
    CopyFileSet(file, At("copy"));
    const bool failed = vfs_.failed() > 0;
    vfs_.Mend();
    Close();
    // What was claimed and answered as failed is unknown at worst: it was never sent.
    MustOpen({.file = {.file = At("copy")}});
    for (const auto& [id, states] : expectation_.all()) {
      std::set<std::string> expected = states;
      if (expected.erase("claimed") > 0) expected.insert("unknown");
      if (expected.contains("none") || expected.contains("not_delivered")) {
        expected.insert("unknown");
      }
      EXPECT_THAT(expected, Contains(StateIs(id))) << id;
    }
    Close();
    if (!failed || HasFailure()) break;
  }
}

// How often in a row the disk fails. Under a sanitizer, where all is slow, one of them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kTimes[] = {3};
#else
constexpr int kTimes[] = {1, 3, 1'000'000};
#endif

INSTANTIATE_TEST_SUITE_P(Disk, SqliteLedgerSweepTest,
                         testing::Combine(testing::Values(DiskFault::kFull, DiskFault::kFullHalfway,
                                                          DiskFault::kWriteError,
                                                          DiskFault::kSyncError),
                                          testing::ValuesIn(kTimes)));

}  // namespace
}  // namespace imageco::bridge::ledger
