// Others at the files of a ledger: while it runs, and before the next start.
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"
#include "tests/bridge/ledger/sqlite/victim.h"

namespace imageco::bridge::ledger {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void CutOff(const std::string& file, uintmax_t part) {
  fs::resize_file(file, fs::file_size(file) / part);
}

// Into the same file, as cp does.
void WriteOver(const std::string& from, const std::string& to) {
  std::ofstream(to, std::ios::binary | std::ios::trunc)
      << std::ifstream(from, std::ios::binary).rdbuf();
}

// What is done to `file`, of which older copies stand at `old` and `old`-wal.
struct Tampering {
  const char* name;
  std::function<void(const std::string& file, const std::string& old)> run;
  bool harmless = false;  // to the running server

  static std::string Name(const testing::TestParamInfo<Tampering>& info) { return info.param.name; }
};

const Tampering kTamperings[] = {
    {"FileRemoved", [](auto& file, auto&) { fs::remove(file); }},
    {"FileMoved", [](auto& file, auto&) { fs::rename(file, file + "-moved"); }},
    {"FileReplacedByAnOldCopy",
     [](auto& file, auto& old) {
       fs::remove(file);
       fs::copy_file(old, file);
     }},
    {"FileReplacedByItsCopy",
     [](auto& file, auto&) {
       fs::copy_file(file, file + "-copy");
       fs::rename(file + "-copy", file);
     }},
    {"FileWrittenOver", [](auto& file, auto& old) { WriteOver(old, file); }},
    {"FileEmptied", [](auto& file, auto&) { fs::resize_file(file, 0); }},
    {"FileCutOff", [](auto& file, auto&) { CutOff(file, 2); }},
    {"LogRemoved", [](auto& file, auto&) { fs::remove(file + "-wal"); }},
    {"LogMoved", [](auto& file, auto&) { fs::rename(file + "-wal", file + "-away"); }},
    {"LogReplacedByAnOldCopy",
     [](auto& file, auto& old) {
       fs::remove(file + "-wal");
       fs::copy_file(old + "-wal", file + "-wal");
     }},
    {"LogWrittenOver", [](auto& file, auto& old) { WriteOver(old + "-wal", file + "-wal"); }},
    {"LogEmptied", [](auto& file, auto&) { fs::resize_file(file + "-wal", 0); }},
    {"LogCutOff", [](auto& file, auto&) { CutOff(file + "-wal", 2); }},
    {"BothRemoved",
     [](auto& file, auto&) {
       fs::remove(file);
       fs::remove(file + "-wal");
     }},
    {"BothReplacedByOldCopies",
     [](auto& file, auto& old) {
       for (const char* suffix : {"", "-wal"}) {
         fs::remove(file + suffix);
         fs::copy_file(old + suffix, file + suffix);
       }
     }},
    {"SharedMemoryRemoved", [](auto& file, auto&) { fs::remove(file + "-shm"); }, true},
    {"HardLinked", [](auto& file, auto&) { fs::create_hard_link(file, file + "-link"); }, true},
    {"LockFileRemoved", [](auto& file, auto&) { fs::remove(file + "-lock"); }},
    {"FolderMoved",
     [](auto& file, auto&) {
       const fs::path folder = fs::path(file).parent_path();
       fs::rename(folder, folder.string() + "-moved");
     }},
};

class SqliteLedgerTamperTest : public SqliteLedgerFixture,
                               public testing::WithParamInterface<Tampering> {
 protected:
  using Said = std::map<std::string, std::string>;

  SqliteLedgerTamperTest() { fs::create_directory(At("folder")); }

  // Both are at work, with old copies of an earlier time.
  void MakeOldCopies(Victim& victim, Said& said) {
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(victim.Read(said));
    victim.Stop();
    CopyFileSet(target_, old_);
    victim.GoOn();
    // Beyond what stood in the pipe.
    for (int i = 0; i < 600; ++i) ASSERT_TRUE(victim.Read(said));
    victim.Stop();
  }
  // Where a start takes the file, it knows all that was said; else it refuses.
  void ExpectNothingForgotten(const std::string& file, const Said& said) {
    const absl::Status opened = Open({.file = {.file = file}});
    for (auto it = said.begin(); opened.ok() && it != said.end(); ++it) {
      EXPECT_NE(StateIs(it->first), "none") << it->first;
      if (HasFailure()) return;
    }
  }

  const std::string target_ = At("folder/replies.sqlite3");
  const std::string old_ = At("old");
};

TEST_P(SqliteLedgerTamperTest, IsNoticedByTheServerAndForgetsNothing) {
  Victim victim(target_);
  Said said;
  MakeOldCopies(victim, said);
  GetParam().run(target_, old_);
  victim.GoOn();
  // More than stands in the pipe.
  int lines = 0;
  while (lines < 1000 && victim.Read(said)) ++lines;
  EXPECT_EQ(lines == 1000, GetParam().harmless) << lines;
  victim.Kill();
  while (victim.Read(said)) continue;
  ExpectNothingForgotten(target_, said);
}

TEST_P(SqliteLedgerTamperTest, IsNoticedAtTheNextStartWhereTheServerHadNoTime) {
  Victim victim(target_);
  Said said;
  MakeOldCopies(victim, said);
  GetParam().run(target_, old_);
  victim.Kill();
  while (victim.Read(said)) continue;
  ExpectNothingForgotten(target_, said);
}

INSTANTIATE_TEST_SUITE_P(Files, SqliteLedgerTamperTest, testing::ValuesIn(kTamperings),
                         &Tampering::Name);

class SqliteLedgerFilesTest : public SqliteLedgerFixture {
 protected:
  void MustSend(const std::string& id) {
    MustClaim(id);
    MustSettle(id, Ending::kDelivered);
  }
  void ExpectGone(const std::string& why) {
    const absl::Status status = Claim("t-new").status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_EQ(status.message(), "it is not the file that it was: " + why);
  }
  void ExpectStartRefused(const std::string& why) {
    const absl::Status status = Open();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
};

TEST_F(SqliteLedgerFilesTest, SaysWhatIsWrong) {
  const std::pair<std::function<void()>, const char*> cases[] = {
      {[this] { fs::rename(file_, At("away")); }, "the file is gone"},
      {[this] { WriteOver(file_, file_ + "-x"), fs::rename(file_ + "-x", file_); },
       "the file is another one"},
      {[this] { CutOff(file_, 2); }, "the file was cut off"},
      {[this] { fs::remove(file_ + "-wal"); }, "its write-ahead log (-wal) is gone"},
      {[this] { fs::resize_file(file_ + "-wal", 10); }, "its write-ahead log (-wal) was cut off"},
      {[this] { fs::remove(file_ + "-lock"); }, "its lock file (-lock) is gone"},
  };
  for (const auto& [tamper, why] : cases) {
    MustOpen();
    MustSend("t-1");
    tamper();
    ExpectGone(why);
    Close();
    for (const char* suffix : {"", "-wal", "-lock"}) fs::remove(file_ + suffix);
  }
}

TEST_F(SqliteLedgerFilesTest, AnswersNoReplayFromFilesThatAreNotItsOwn) {
  MustOpen();
  MustSend("t-1");
  fs::rename(file_, At("away"));
  EXPECT_TRUE(absl::IsUnavailable(Run(ledger_->Find(KeyOf("t-1"))).status()));
}

TEST_F(SqliteLedgerFilesTest, GoesOnWhenItsFileIsBack) {
  MustOpen();
  MustSend("t-1");
  fs::rename(file_, At("away"));
  ExpectGone("the file is gone");
  fs::rename(At("away"), file_);
  EXPECT_EQ(StateIs("t-1"), "delivered");
  MustSend("t-2");
}

TEST_F(SqliteLedgerFilesTest, SavesWhatStoodInALogThatWasRemoved) {
  MustOpen();
  MustSend("t-1");
  fs::remove(file_ + "-wal");
  ExpectGone("its write-ahead log (-wal) is gone");
  ExpectGone("its write-ahead log (-wal) is gone");
  Close();
  MustOpen();
  EXPECT_EQ(StateIs("t-1"), "delivered");
  EXPECT_EQ(StateIs("t-new"), "none");
}

TEST_F(SqliteLedgerFilesTest, LeavesAloneWhatStandsInPlaceOfItsLog) {
  MustOpen();
  MustSend("t-1");
  fs::remove(file_ + "-wal");
  std::ofstream(file_ + "-wal") << "of somebody else";
  ExpectGone("its write-ahead log (-wal) is another one");
  Close();
  EXPECT_EQ(fs::file_size(file_ + "-wal"), 16U);
}

TEST_F(SqliteLedgerFilesTest, MakesNoFileWhereItsLockFileRemembersOne) {
  MustOpen();
  MustSend("t-1");
  const std::string identity = ledger_->identity();
  Close();
  EXPECT_THAT(identity, testing::MatchesRegex("[0-9a-f]{32}"));
  fs::remove(file_);
  ExpectStartRefused("holds no ledger, and its lock file (-lock) remembers " + identity);
  EXPECT_FALSE(fs::exists(file_));
  std::ofstream{file_};
  ExpectStartRefused("holds no ledger, and its lock file (-lock) remembers " + identity);
}

TEST_F(SqliteLedgerFilesTest, MakesOneAllTheSameWhereItIsToldTo) {
  MustOpen();
  const std::string identity = ledger_->identity();
  Close();
  fs::remove(file_);
  MustOpen({.file = {.file = file_, .making = LedgerMaking::kAnew}});
  EXPECT_NE(ledger_->identity(), identity);
  Close();
  MustOpen();
  Close();
  EXPECT_EQ(Open({.file = {.file = file_, .making = LedgerMaking::kAnew}}),
            absl::FailedPreconditionError("there is a ledger already"));
}

TEST_F(SqliteLedgerFilesTest, RefusesABackupThatIsOlderThanWhatItsLockFileRemembers) {
  MustOpen();
  MustSend("t-1");
  Close();
  fs::copy_file(file_, At("backup"));
  MustOpen();
  MustSend("t-2");
  Close();
  fs::copy_file(At("backup"), file_, fs::copy_options::overwrite_existing);
  ExpectStartRefused("has lost what was recorded: it is as of commit ");
  // An operator who knows what that means takes the memory away.
  fs::remove(file_ + "-lock");
  MustOpen();
  EXPECT_EQ(StateIs("t-1"), "delivered");
}

TEST_F(SqliteLedgerFilesTest, RefusesAnotherLedgerInItsPlace) {
  MustOpen();
  const std::string identity = ledger_->identity();
  Close();
  MustOpen({.file = {.file = At("other")}});
  const std::string other = ledger_->identity();
  Close();
  fs::copy_file(At("other"), file_, fs::copy_options::overwrite_existing);
  ExpectStartRefused("is another ledger, " + other + ", and ours is " + identity);
}

TEST_F(SqliteLedgerFilesTest, TakesTheLedgerThatIsPinnedAndNoOther) {
  MustOpen();
  const std::string identity = ledger_->identity();
  Close();
  MustOpen({.file = {.file = file_, .identity = identity}});
  Close();
  fs::remove(file_ + "-lock");
  const std::string pinned(32, '0');
  EXPECT_EQ(
      Open({.file = {.file = file_, .identity = pinned}}),
      absl::FailedPreconditionError("is another ledger, " + identity + ", and ours is " + pinned));
  EXPECT_EQ(Open({.file = {.file = At("none"), .identity = pinned}}),
            absl::FailedPreconditionError("holds no ledger, and ours is " + pinned));
}

TEST_F(SqliteLedgerFilesTest, RefusesALockFileThatNobodyCanRead) {
  MustOpen();
  Close();
  WriteOver(file_, file_ + "-lock");
  ExpectStartRefused("its lock file (-lock) is damaged");
}

TEST_F(SqliteLedgerFilesTest, RefusesAFileOfSeveralNames) {
  MustOpen();
  MustSend("t-1");
  Close();
  fs::create_hard_link(file_, At("link"));
  ExpectStartRefused("has several names: hard links");
  EXPECT_THAT(std::string(Open({.file = {.file = At("link")}}).message()), HasSubstr("hard links"));
  fs::remove(At("link"));
  MustOpen();
}

TEST_F(SqliteLedgerFilesTest, IsOneLedgerThroughASymbolicLink) {
  fs::create_symlink(file_, At("link"));
  MustOpen();
  MustClaim("t-1");
  const auto second = SqliteLedger::Make(loop_, {.file = {.file = At("link")}});
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process has it open"));
  Close();
  MustOpen({.file = {.file = At("link")}});
  EXPECT_EQ(StateIs("t-1"), "unknown");
  EXPECT_FALSE(fs::exists(At("link-lock")));
}

TEST_F(SqliteLedgerFilesTest, RefusesAnEmptyFileBesideALog) {
  MustOpen();
  MustClaim("t-1");
  CopyFileSet(file_, At("copy"));
  fs::resize_file(At("copy"), 0);
  EXPECT_THAT(std::string(Open({.file = {.file = At("copy")}}).message()),
              HasSubstr("is missing or empty, and its write-ahead log (-wal) is there"));
  EXPECT_GT(fs::file_size(At("copy-wal")), 0U);
}

}  // namespace
}  // namespace imageco::bridge::ledger
