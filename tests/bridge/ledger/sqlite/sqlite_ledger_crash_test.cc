// What a ledger finds after its process ended without a word.
#include <map>
#include <string>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"
#include "tests/bridge/ledger/sqlite/victim.h"

namespace imageco::bridge::ledger {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class SqliteLedgerCrashTest : public SqliteLedgerFixture {};

TEST_F(SqliteLedgerCrashTest, MakesClaimsThatACrashLeftUnknown) {
  MustOpen();
  MustClaim("t-1");
  CopyFileSet(file_, At("copy"));
  Close();
  loop_.Advance(absl::Seconds(5));
  MustOpen({.file = {.file = At("copy")}});
  const auto record = Found("t-1");
  ASSERT_TRUE(record && record->settlement);
  EXPECT_EQ(record->settlement->ending, Ending::kUnknown);
  EXPECT_EQ(record->settlement->why, "the bridge ended while it was being sent");
  EXPECT_EQ(record->settlement->time, loop_.Now());
  EXPECT_TRUE(Claim("t-1")->before) << "would be sent again";
}

TEST_F(SqliteLedgerCrashTest, MakesClaimsUnknownAfterAQuietEndToo) {
  MustOpen();
  MustClaim("t-1");
  Close();
  MustOpen();
  EXPECT_EQ(StateIs("t-1"), "unknown");
}

TEST_F(SqliteLedgerCrashTest, KeepsWhatWasSettledBeforeACrash) {
  MustOpen();
  for (const auto& [id, ending] :
       {std::pair("d", Ending::kDelivered), {"r", Ending::kRejected}, {"u", Ending::kUnknown}}) {
    MustClaim(id);
    MustSettle(id, ending);
  }
  MustClaim("released");
  ASSERT_TRUE(Run(ledger_->Release(KeyOf("released"))).ok());
  CopyFileSet(file_, At("copy"));
  Close();
  MustOpen({.file = {.file = At("copy")}});
  EXPECT_EQ(StateIs("d"), "delivered");
  EXPECT_EQ(StateIs("r"), "rejected");
  EXPECT_EQ(StateIs("u"), "unknown");
  EXPECT_EQ(StateIs("released"), "none");
}

TEST_F(SqliteLedgerCrashTest, MakesAClaimThatWentAgainUnknownWithItsFinding) {
  MustOpen();
  MustClaim("t-1");
  MustSettle("t-1", Ending::kUnknown);
  ASSERT_TRUE(Run(ledger_->Decide(KeyOf("t-1"), {Ending::kNotDelivered, "ops", "why"})).ok());
  MustClaim("t-1");
  CopyFileSet(file_, At("copy"));
  Close();
  MustOpen({.file = {.file = At("copy")}});
  EXPECT_EQ(StateIs("t-1"), "unknown");
  EXPECT_EQ(Found("t-1")->finding->settled_by, "ops");
}

TEST_F(SqliteLedgerCrashTest, RefusesAFileThatAnotherProcessHasOpen) {
  Victim victim(file_);
  std::map<std::string, std::string> said;
  ASSERT_TRUE(victim.Read(said));
  EXPECT_THAT(std::string(Open().message()), HasSubstr("another process has it open"));
  ASSERT_TRUE(victim.Read(said)) << "the other was disturbed";
  victim.Kill();
  MustOpen();
}

TEST_F(SqliteLedgerCrashTest, LosesNothingThatWasSaidBeforeKill9) {
  for (int lines = 1; lines <= 60; lines += 4) {
    const std::string file = At("killed-" + std::to_string(lines));
    Victim victim(file);
    std::map<std::string, std::string> said;
    for (int i = 0; i < lines; ++i) ASSERT_TRUE(victim.Read(said));
    victim.Kill();
    while (victim.Read(said)) continue;
    MustOpen({.file = {.file = file}});
    for (const auto& [id, what] : said) {
      if (what == "settled") {
        EXPECT_EQ(StateIs(id), "delivered") << id;
      } else {
        // It may have been settled before its line was written.
        EXPECT_THAT(StateIs(id), AnyOf("unknown", "delivered")) << id;
      }
    }
    Close();
  }
}

}  // namespace
}  // namespace imageco::bridge::ledger
