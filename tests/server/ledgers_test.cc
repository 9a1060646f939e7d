#include "server/ledgers.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class LedgersTest : public testing::Test {
 protected:
  BridgeConfig WithFile(const std::string& file) {
    BridgeConfig config;
    config.mutable_ledger()->mutable_sqlite()->set_file(file);
    return config;
  }
  std::string At(const char* name) const { return folder_.path() / name; }
  std::vector<std::string> Check(const BridgeConfig& config) {
    std::vector<std::string> faults;
    CheckLedger(config, faults);
    return faults;
  }

  const TestFolder folder_;
  bridge::base::EpollLoop loop_;
};

TEST_F(LedgersTest, ChecksWithoutMakingAnything) {
  EXPECT_THAT(Check(WithFile(At("replies.sqlite3"))), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(LedgersTest, ChecksWhileAnotherHasTheFile) {
  const auto ledger = OpenLedger(WithFile(At("replies.sqlite3")), loop_);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_THAT(Check(WithFile(At("replies.sqlite3"))), IsEmpty());
}

TEST_F(LedgersTest, NamesTheSettingWhoseFolderIsMissing) {
  EXPECT_THAT(Check(WithFile(At("none/replies.sqlite3"))),
              ElementsAre(AllOf(StartsWith("ledger.sqlite.file: "), HasSubstr("no folder"))));
}

TEST_F(LedgersTest, NamesTheSettingWhoseFileIsAFolder) {
  EXPECT_THAT(Check(WithFile(folder_.path())),
              ElementsAre(AllOf(StartsWith("ledger.sqlite.file: "), HasSubstr("is not a file"))));
}

// Closing the file would drop the locks that this process has on it, whoever took them.
TEST_F(LedgersTest, LeavesAFileAloneThatThisProcessHas) {
  const auto ledger = OpenLedger(WithFile(At("replies.sqlite3")), loop_);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  EXPECT_THAT(Check(WithFile(At("replies.sqlite3"))), IsEmpty());
  const int fd = open(At("replies.sqlite3").c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  EXPECT_EQ(fcntl(fd, F_OFD_GETLK, &lock), 0);
  EXPECT_NE(lock.l_type, F_UNLCK);
  close(fd);
}

// Whatever stands there meanwhile, it is for its holder to judge.
TEST_F(LedgersTest, JudgesNoFileThatAnotherHas) {
  const auto ledger = OpenLedger(WithFile(At("replies.sqlite3")), loop_);
  ASSERT_TRUE(ledger.ok()) << ledger.status();
  std::filesystem::remove(At("replies.sqlite3"));
  folder_.Write("replies.sqlite3", "dear diary, these are no replies at all\n");
  EXPECT_THAT(Check(WithFile(At("replies.sqlite3"))), IsEmpty());
}

TEST_F(LedgersTest, ChecksWhatAStartWouldFindInTheFile) {
  folder_.Write("text.sqlite3", "dear diary, these are no replies at all\n");
  EXPECT_THAT(Check(WithFile(At("text.sqlite3"))),
              ElementsAre(HasSubstr("text.sqlite3: is not a SQLite database")));
  BridgeConfig config = WithFile(At("replies.sqlite3"));
  ASSERT_TRUE(MakeLedger(config).ok());
  EXPECT_THAT(Check(config), IsEmpty());
  config.mutable_ledger()->set_identity(std::string(32, '0'));
  EXPECT_THAT(Check(config), ElementsAre(HasSubstr("is another ledger, ")));
  config.mutable_ledger()->clear_identity();
  std::filesystem::remove(At("replies.sqlite3"));
  EXPECT_THAT(Check(config), ElementsAre(HasSubstr("its lock file (-lock) remembers ")));
  EXPECT_FALSE(std::filesystem::exists(At("replies.sqlite3")));
}

TEST_F(LedgersTest, OpensAFileForItself) {
  const auto first = OpenLedger(WithFile(At("replies.sqlite3")), loop_);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = OpenLedger(WithFile(At("replies.sqlite3")), loop_);
  EXPECT_THAT(std::string(second.status().message()),
              AllOf(StartsWith("ledger.sqlite.file: "), HasSubstr(At("replies.sqlite3")),
                    HasSubstr("another process has it open")));
}

TEST_F(LedgersTest, MakesALedgerAloneAndOnce) {
  const BridgeConfig config = WithFile(At("replies.sqlite3"));
  const auto identity = MakeLedger(config);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->size(), 32U);
  EXPECT_THAT(std::string(MakeLedger(config).status().message()),
              AllOf(StartsWith("ledger.sqlite.file: "), HasSubstr("there is a ledger already")));
  BridgeConfig pinned = config;
  pinned.mutable_ledger()->set_identity(*identity);
  EXPECT_TRUE(OpenLedger(pinned, loop_).ok());
}

TEST_F(LedgersTest, MakesALedgerWhereAnotherIsRemembered) {
  const BridgeConfig config = WithFile(At("replies.sqlite3"));
  ASSERT_TRUE(MakeLedger(config).ok());
  std::filesystem::remove(At("replies.sqlite3"));
  EXPECT_THAT(std::string(OpenLedger(config, loop_).status().message()),
              HasSubstr("holds no ledger, and its lock file (-lock) remembers "));
  EXPECT_TRUE(MakeLedger(config).ok());
  EXPECT_TRUE(OpenLedger(config, loop_).ok());
}

TEST_F(LedgersTest, OpensNoOtherLedgerThanThePinnedOne) {
  BridgeConfig config = WithFile(At("replies.sqlite3"));
  ASSERT_TRUE(MakeLedger(config).ok());
  config.mutable_ledger()->set_identity(std::string(32, '0'));
  EXPECT_THAT(std::string(OpenLedger(config, loop_).status().message()),
              AllOf(HasSubstr("is another ledger, "), HasSubstr("ours is 0000")));
  config.mutable_ledger()->mutable_sqlite()->set_file(At("none.sqlite3"));
  EXPECT_THAT(std::string(OpenLedger(config, loop_).status().message()),
              HasSubstr("holds no ledger, and ours is 0000"));
  EXPECT_THAT(std::string(MakeLedger(config).status().message()), StartsWith("ledger.identity: "));
}

TEST_F(LedgersTest, MakesNoFileForALedgerInMemory) {
  BridgeConfig config;
  config.mutable_ledger()->mutable_memory();
  EXPECT_THAT(Check(config), IsEmpty());
  EXPECT_TRUE(OpenLedger(config, loop_).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(MakeLedger(config).status()));
  EXPECT_FALSE(std::filesystem::exists("replies.sqlite3"));
}

}  // namespace
}  // namespace imageco::server
