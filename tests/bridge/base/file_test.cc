#include "bridge/base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/test_folder.h"

namespace imageco::bridge::base {
namespace {

using testing::EndsWith;

class ReadFileTest : public testing::Test {
 protected:
  static std::string FaultOf(const std::string& path) {
    const absl::StatusOr<std::string> text = ReadFile(path);
    EXPECT_TRUE(absl::IsNotFound(text.status())) << text.status();
    return std::string(text.status().message());
  }

  const TestFolder folder_;
};

TEST_F(ReadFileTest, GivesEveryByte) {
  const std::string bytes("a\0\r\n\xFF", 5);
  EXPECT_EQ(*ReadFile(folder_.Write("file", bytes)), bytes);
  EXPECT_EQ(*ReadFile(folder_.Write("empty", "")), "");
  const std::string long_one(300'000, 'x');
  EXPECT_EQ(*ReadFile(folder_.Write("long", long_one)), long_one);
}

TEST_F(ReadFileTest, FollowsALink) {
  const std::string link = folder_.path() / "link";
  std::filesystem::create_symlink(folder_.Write("file", "text"), link);
  EXPECT_EQ(*ReadFile(link), "text");
}

TEST_F(ReadFileTest, SaysWhatIsWrong) {
  const std::string none = folder_.path() / "none";
  EXPECT_EQ(FaultOf(none), absl::StrCat("cannot read ", none, ": No such file or directory"));
  EXPECT_THAT(FaultOf(folder_.path()), EndsWith(": Is a directory"));
  EXPECT_THAT(FaultOf("/dev/zero"), EndsWith(": it is not a regular file"));
  EXPECT_THAT(FaultOf(folder_.Write("large", std::string(kFileBytesMax + 1, 'x'))),
              EndsWith(": it is too large"));
  EXPECT_THAT(FaultOf("/proc/self/mem"), EndsWith(": Input/output error"));
}

TEST_F(ReadFileTest, DoesNotWaitForAPipe) {
  const std::string pipe = folder_.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(FaultOf(pipe), EndsWith(": it is not a regular file"));
}

}  // namespace
}  // namespace imageco::bridge::base
