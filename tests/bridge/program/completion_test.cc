// That shells understand it, tests/install/pages_test.py finds out.
#include "bridge/program/completion.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/bridge/program/pages.h"

namespace imageco::bridge::program {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(BashCompletion, HasTheWordsAndFlagsOfEachCommand) {
  const std::string completion = BashCompletion(TwoCommands());
  EXPECT_THAT(completion, HasSubstr("1:*) flags='do look help --help --version' ;;\n"));
  EXPECT_THAT(completion, HasSubstr("2:look) flags='at' ;;\n"));
  EXPECT_THAT(completion, HasSubstr("'do '*)\n      flags='--name --dry --help'\n"));
  EXPECT_THAT(completion, HasSubstr("'look at')\n      flags='--item --output --help'\n"));
  EXPECT_THAT(completion, HasSubstr("--output) flags='json text' ;;\n"));
  EXPECT_THAT(completion, EndsWith("\ncomplete -F _tool tool\n"));
}

TEST(BashCompletion, CompletesFilesWhereTheyAreWanted) {
  EXPECT_THAT(BashCompletion(SingleProgram()), HasSubstr("--config) files=1 flags='' ;;\n"));
}

TEST(ZshCompletion, HasTheFlagsOfEachCommand) {
  const std::string completion = ZshCompletion(TwoCommands());
  EXPECT_THAT(completion, StartsWith("#compdef tool\n"));
  EXPECT_THAT(completion, HasSubstr("compadd -- do look help\n"));
  EXPECT_THAT(completion, HasSubstr("'--name[A name.]:TEXT:'"));
  EXPECT_THAT(completion, HasSubstr("'--dry[Do nothing.]'"));
  EXPECT_THAT(completion, HasSubstr("'*--item[An item.]:ID:'"));
  EXPECT_THAT(completion, HasSubstr("'--output[How.]:json or text:(json text)'"));
  EXPECT_THAT(completion, HasSubstr("'1:FILE or -:_files'"));
}

TEST(ZshCompletion, QuotesWhatZshWouldTakeForItsOwn) {
  ProgramPage program = SingleProgram();
  program.commands[0].flags[0].help = "It's [so].";
  EXPECT_THAT(ZshCompletion(program), HasSubstr("'--config[It'\\''s \\[so\\].]:FILE:_files'"));
}

}  // namespace
}  // namespace imageco::bridge::program
