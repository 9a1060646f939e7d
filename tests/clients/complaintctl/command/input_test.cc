#include "clients/complaintctl/command/input.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Input, KeepsEveryByteOfAFile) {
  const std::string bytes("\0\r\n\xFF end\n", 9);
  EXPECT_EQ(ReadFile(TestFile(bytes).path()).value(), bytes);
}

TEST(Input, ReadsStandardInputForADash) {
  std::istringstream in("from\nstdin");
  EXPECT_EQ(ReadInput("-", in).value(), "from\nstdin");
}

TEST(Input, ReadsAFileNamedDashNowhere) {
  EXPECT_THAT(Fault(ReadFile("-")), HasSubstr("cannot be opened"));
}

TEST(Input, SaysWhyAFileCannotBeOpened) {
  EXPECT_EQ(Fault(ReadFile("/nowhere/at-all")), "cannot be opened: No such file or directory");
}

TEST(Input, RefusesAFolder) {
  EXPECT_THAT(Fault(ReadFile(testing::TempDir())), StartsWith("cannot be "));
}

TEST(Input, TakesAsMuchAsItSaysAndNoByteMore) {
  std::istringstream most(std::string(kInputBytesMax, 'x'));
  EXPECT_EQ(ReadInput("-", most).value().size(), kInputBytesMax);
  std::istringstream more(std::string(kInputBytesMax + 1, 'x'));
  EXPECT_EQ(Fault(ReadInput("-", more)), "is longer than 1048576 bytes");
}

TEST(CheckUtf8, SaysWhereItIsNot) {
  EXPECT_TRUE(CheckUtf8("").ok());
  EXPECT_TRUE(CheckUtf8("您好").ok());
  EXPECT_EQ(CheckUtf8("您\xBA").message(),
            "is not UTF-8, from byte 4 on; where it is GBK, convert it: iconv -f GBK -t UTF-8");
}

TEST(ReadText, LeavesOutTheByteOrderMarkOfAnEditor) {
  std::istringstream none;
  EXPECT_EQ(*ReadText(TestFile("\xEF\xBB\xBF您好").path(), none), "您好");
  EXPECT_EQ(Fault(ReadText(TestFile("\xFF\xFE您").path(), none)),
            "is not UTF-8, from byte 1 on; where it is GBK, convert it: iconv -f GBK -t UTF-8");
}

}  // namespace
}  // namespace imageco::complaintctl
