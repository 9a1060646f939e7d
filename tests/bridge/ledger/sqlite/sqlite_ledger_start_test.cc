// What a ledger makes of the file that it is to open.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"
#include "tests/exhaustion.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;
using testing::Not;

class SqliteLedgerStartTest : public SqliteLedgerFixture {
 protected:
  static std::string Bytes(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void Write(const std::string& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  static mode_t ModeOf(const std::string& file) {
    struct stat status = {};
    EXPECT_EQ(stat(file.c_str(), &status), 0) << file;
    return status.st_mode & 0777;
  }

  // Leaves a closed file with so many delivered replies.
  void MakeLedger(int replies) {
    MustOpen();
    for (int i = 0; i < replies; ++i) MustClaim("t-" + std::to_string(i));
    for (int i = 0; i < replies; ++i) MustSettle("t-" + std::to_string(i), Ending::kDelivered);
    Close();
  }

  // The file is refused with this reason, and is as it was before.
  void ExpectRefused(const std::string& reason) {
    const std::string before = Bytes(file_);
    const absl::Status opened = Open();
    EXPECT_FALSE(opened.ok());
    EXPECT_THAT(std::string(opened.message()), HasSubstr(reason));
    EXPECT_TRUE(Bytes(file_) == before) << "the file was changed";
  }
};

TEST_F(SqliteLedgerStartTest, LogsWhichLedgerItIsAndWarnsOfANewOne) {
  const auto opened = [this] {
    testing::internal::CaptureStderr();
    MustOpen();
    return testing::internal::GetCapturedStderr();
  };
  const std::string first = opened();
  const std::string which = absl::StrCat(R"("kind":"sqlite","place":")", file_, R"(","identity":")",
                                         ledger_->identity(), R"("})");
  const std::string is_open = R"("INFO","message":"the ledger is open",)";
  const std::string is_new = R"("WARNING","message":"the ledger is new and empty)";
  EXPECT_THAT(first, HasSubstr(is_open + which));
  EXPECT_THAT(first, HasSubstr(is_new));
  Close();
  const std::string second = opened();
  EXPECT_THAT(second, HasSubstr(is_open + which));
  EXPECT_THAT(second, Not(HasSubstr(is_new)));
}

TEST_F(SqliteLedgerStartTest, WarnsOfNoNewLedgerWhereTheLockFileAloneIsGone) {
  MakeLedger(1);
  std::filesystem::remove(file_ + "-lock");
  testing::internal::CaptureStderr();
  MustOpen();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), Not(HasSubstr("new and empty")));
}

TEST_F(SqliteLedgerStartTest, MakesAFileForItsOwnerAlone) {
  const mode_t mask = umask(0);
  MustOpen();
  MustClaim("t-1");
  umask(mask);
  EXPECT_EQ(ModeOf(file_), 0600u);
  EXPECT_EQ(ModeOf(file_ + "-wal"), 0600u);
}

TEST_F(SqliteLedgerStartTest, LeavesOneFileWhenItIsClosed) {
  MakeLedger(1);
  EXPECT_TRUE(std::filesystem::exists(file_));
  EXPECT_FALSE(std::filesystem::exists(file_ + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(file_ + "-shm"));
}

TEST_F(SqliteLedgerStartTest, FindsItsRecordsAgain) {
  MakeLedger(3);
  MustOpen();
  for (const char* id : {"t-0", "t-1", "t-2"}) EXPECT_EQ(StateIs(id), "delivered");
}

TEST_F(SqliteLedgerStartTest, TakesAnEmptyFileThatIsThere) {
  Write(file_, "");
  MustOpen();
  MustClaim("t-1");
}

TEST_F(SqliteLedgerStartTest, RefusesAMissingFolder) {
  const absl::Status opened = Open({.file = {.file = At("none/replies.sqlite3")}});
  EXPECT_THAT(std::string(opened.message()), HasSubstr("No such file or directory"));
}

TEST_F(SqliteLedgerStartTest, RefusesAFolderInItsPlace) {
  std::filesystem::create_directory(At("folder"));
  EXPECT_FALSE(Open({.file = {.file = At("folder")}}).ok());
}

TEST_F(SqliteLedgerStartTest, RefusesAFileThatItMayNotWrite) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everything";
  MakeLedger(1);
  ASSERT_EQ(chmod(file_.c_str(), 0400), 0);
  ExpectRefused("may not be written");
}

TEST_F(SqliteLedgerStartTest, RefusesWhatIsNoDatabase) {
  Write(file_, std::string(10'000, 'x'));
  ExpectRefused("is not a SQLite database");
}

TEST_F(SqliteLedgerStartTest, RefusesACorruptHeader) {
  MakeLedger(3);
  std::string bytes = Bytes(file_);
  bytes[3] = '?';
  Write(file_, bytes);
  ExpectRefused("is not a SQLite database");
}

TEST_F(SqliteLedgerStartTest, RefusesACorruptPage) {
  MakeLedger(200);
  Execute(file_, "VACUUM");  // no page is left that holds nothing
  const std::string bytes = Bytes(file_);
  constexpr size_t kPage = 4096;
  ASSERT_GT(bytes.size(), 6 * kPage);
  for (size_t page = 1; page < bytes.size() / kPage; ++page) {
    std::string corrupt = bytes;
    corrupt.replace(page * kPage, 64, std::string(64, '\xEE'));
    Write(file_, corrupt);
    EXPECT_THAT(std::string(Open().message()), HasSubstr("the file is corrupt")) << page;
  }
}

TEST_F(SqliteLedgerStartTest, RefusesAFileThatWasCutOff) {
  MakeLedger(200);
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) / 2);
  EXPECT_THAT(std::string(Open().message()), HasSubstr("the file is corrupt"));
}

TEST_F(SqliteLedgerStartTest, RefusesALogWithoutItsFile) {
  MustOpen();
  MustClaim("t-1");
  CopyFileSet(file_, At("copy"));
  std::filesystem::remove(At("copy"));
  const absl::Status opened = Open({.file = {.file = At("copy")}});
  EXPECT_THAT(std::string(opened.message()), HasSubstr("its write-ahead log (-wal) is there"));
  EXPECT_FALSE(std::filesystem::exists(At("copy")));
}

TEST_F(SqliteLedgerStartTest, RefusesAnotherProgramsDatabase) {
  Execute(file_, "PRAGMA application_id = 7; CREATE TABLE replies (x);");
  ExpectRefused("another program");
}

TEST_F(SqliteLedgerStartTest, RefusesADatabaseOfNobody) {
  Execute(file_, "CREATE TABLE replies (x);");
  ExpectRefused("another program");
}

TEST_F(SqliteLedgerStartTest, RefusesANewerVersion) {
  MakeLedger(1);
  Execute(file_, "PRAGMA user_version = 99;");
  ExpectRefused("is of schema version 99; this program knows up to 3");
}

TEST_F(SqliteLedgerStartTest, RefusesALedgerWhoseTableIsGone) {
  MakeLedger(1);
  Execute(file_, "DROP TABLE replies;");
  ExpectRefused("no such table: replies");
}

TEST_F(SqliteLedgerStartTest, RefusesAFileThatThisProcessHasOpen) {
  MustOpen();
  auto second = SqliteLedger::Make(loop_, {.file = {.file = file_}});
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process has it open"));
  MustClaim("t-1");  // the first has lost nothing by it
}

TEST_F(SqliteLedgerStartTest, SaysThatAFileWithoutANameIsNowhere) {
  EXPECT_FALSE(CheckPlace("").ok());
}

TEST_F(SqliteLedgerStartTest, SaysThatTheSystemHasNoThreadLeft) {
  {
    const NoThreads none;
    const absl::Status opened = Open();
    EXPECT_TRUE(absl::IsResourceExhausted(opened)) << opened;
  }
  MustOpen();
  MustClaim("t-1");
}

TEST_F(SqliteLedgerStartTest, TakesAFileThatWasGivenUp) {
  MustOpen();
  Close();
  MustOpen();
}

}  // namespace
}  // namespace imageco::bridge::ledger
