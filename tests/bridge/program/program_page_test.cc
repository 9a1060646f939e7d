#include "bridge/program/program_page.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/bridge/program/pages.h"

namespace imageco::bridge::program {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(ProgramHelp, ListsCommands) {
  EXPECT_EQ(ProgramHelp(TwoCommands()),
            "Usage: tool COMMAND [flags]\n\nDoes things.\n\nCommands:\n"
            "  do            Does one.\n"
            "  look at       Looks.\n\n"
            "`tool help COMMAND` shows its flags; `tool --version` shows the version.\n");
}

TEST(ProgramHelp, IsThatOfTheOneThingThatAProgramDoes) {
  EXPECT_EQ(ProgramHelp(SingleProgram()),
            "Usage: serve-it [flags]\n\nServes.\n\nExit code 0.\n\nFlags:\n"
            "  --config FILE               What.\n"
            "  --help                      Shows this.\n");
}

TEST(CommandHelp, ShowsOperandSummaryAndEveryFlag) {
  const std::string help = CommandHelp(TwoCommands(), TwoCommands().commands[1]);
  EXPECT_THAT(help, StartsWith("Usage: tool look at [flags] FILE|-\n\nLooks.\n\nAt a file.\n"));
  EXPECT_THAT(help, EndsWith("\nFlags:\n"
                             "  --item ID                   An item. (repeatable)\n"
                             "  --output json|text          How.\n"
                             "  --help                      Shows this.\n"));
}

TEST(CommandHelp, BreaksTheLineAfterALongFlag) {
  CommandPage command = TwoCommands().commands[0];
  command.flags = {{"a-long-name-of-a-flag", "WITH-A-VALUE", "Help."}};
  EXPECT_THAT(
      CommandHelp(TwoCommands(), command),
      HasSubstr("\n  --a-long-name-of-a-flag WITH-A-VALUE\n" + std::string(30, ' ') + "Help.\n"));
}

TEST(ChoicesOf, AreThoseOfAnEnumerationAlone) {
  EXPECT_THAT(ChoicesOf("json|text"), ElementsAre("json", "text"));
  for (const char* value : {"", "TEXT", "FILE", "FILE|-"}) EXPECT_THAT(ChoicesOf(value), IsEmpty());
  EXPECT_TRUE(IsFile("FILE|-"));
  EXPECT_FALSE(IsFile("json|text"));
}

}  // namespace
}  // namespace imageco::bridge::program
