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

}  // namespace
}  // namespace imageco::complaintctl
