#include "bridge/program/man_page.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/bridge/program/pages.h"

namespace imageco::bridge::program {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ManPage, SaysWhatTheProgramIs) {
  EXPECT_THAT(ManPage(TwoCommands(), "1.2.3"),
              StartsWith(".TH \"TOOL\" 1 \"\" \"tool 1.2.3\" \"Complaint bridge\"\n"
                         ".SH NAME\ntool \\- does things\n"
                         ".SH SYNOPSIS\n.B tool\n\\fICOMMAND\\fR [\\fIflags\\fR]\n"));
  EXPECT_THAT(ManPage(SingleProgram(), "1.2.3"),
              StartsWith(".TH \"SERVE\\-IT\" 1 \"\" \"serve\\-it 1.2.3\""));
}

TEST(ManPage, HasEachCommandWithItsFlags) {
  EXPECT_THAT(ManPage(TwoCommands(), "1"),
              HasSubstr("\n.SS tool do\nDoes one.\n"
                        ".TP\n\\fB\\-\\-name\\fR \\fITEXT\\fR\nA name.\n"
                        ".TP\n\\fB\\-\\-dry\\fR\nDo nothing.\n.TP\n\\fB\\-\\-help\\fR\n"));
  EXPECT_THAT(ManPage(TwoCommands(), "1"),
              HasSubstr("\n.SS tool look at \\fIFILE|\\-\\fR\nLooks.\n"));
}

TEST(ManPage, KeepsTextFromBeingTakenForRoff) {
  EXPECT_THAT(ManPage(TwoCommands(), "1"),
              HasSubstr("\nAt a file.\n.PP\n\\&.rc is one; \\en is none, it\\(aqs \\(gaso\\(ga.\n"
                        ".br\n  as it stands\n"));
}

}  // namespace
}  // namespace imageco::bridge::program
