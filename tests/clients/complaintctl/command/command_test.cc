#include "clients/complaintctl/command/command.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Command TestCommand(std::string operand = "") {
  Command command;
  command.name = "do it";
  command.operand = std::move(operand);
  command.summary = "Does it.";
  command.flags = {
      {"name", "TEXT", "A name."}, {"item", "ID", "An item.", true}, {"dry", "", "Does nothing."}};
  return command;
}

std::string FaultOfCommand(const Command& command, const std::vector<std::string>& arguments) {
  return Fault(CommandLine::Parse(command, arguments));
}

TEST(CommandLine, TakesValuesAfterASpaceAndAfterAnEqualsSign) {
  const auto line = CommandLine::Parse(TestCommand(), {"--name", "a b", "--item=1=2"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->Value("name"), "a b");
  EXPECT_EQ(line->Value("item"), "1=2");
}

TEST(CommandLine, KeepsTheOrderOfARepeatedFlag) {
  const auto line = CommandLine::Parse(TestCommand(), {"--item", "1", "--item", "2"});
  ASSERT_TRUE(line.ok());
  EXPECT_THAT(line->Values("item"), ElementsAre("1", "2"));
}

TEST(CommandLine, TellsAbsentFromEmpty) {
  const auto line = CommandLine::Parse(TestCommand(), {"--name="});
  ASSERT_TRUE(line.ok());
  EXPECT_TRUE(line->Has("name"));
  EXPECT_EQ(line->Value("name"), "");
  EXPECT_FALSE(line->Has("dry"));
  EXPECT_EQ(line->Value("dry"), "");
  EXPECT_THAT(line->Values("item"), IsEmpty());
}

TEST(CommandLine, TakesAValueThatLooksLikeAFlag) {
  const auto line = CommandLine::Parse(TestCommand(), {"--name", "--dry"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->Value("name"), "--dry");
  EXPECT_FALSE(line->Has("dry"));
}

TEST(CommandLine, TakesTheOperandBetweenFlags) {
  const auto line = CommandLine::Parse(TestCommand("FILE|-"), {"--dry", "-", "--name", "n"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->operand(), "-");
}

TEST(CommandLine, TakesAnOperandThatLooksLikeAFlagAfterTwoDashes) {
  const auto line = CommandLine::Parse(TestCommand("FILE|-"), {"--dry", "--", "--name"});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->operand(), "--name");
  EXPECT_FALSE(line->Has("name"));
}

TEST(CommandLine, NamesTheFlagAtFault) {
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--nam", "x"}), "--nam: there is no such flag");
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--name"}), "--name: wants a value: TEXT");
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--dry=1"}), "--dry: takes no value");
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--name=1", "--name=2"}), "--name: is given twice");
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--dry", "--dry"}), "--dry: is given twice");
}

TEST(CommandLine, CountsOperands) {
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"x"}), "x: is one argument too many");
  EXPECT_EQ(FaultOfCommand(TestCommand("FILE"), {"x", "y"}), "y: is one argument too many");
}

TEST(CommandLine, RefusesTextThatIsNotUtf8ByTheFlagsName) {
  const std::string fault =
      "is not UTF-8, from byte 2 on; where it is GBK, convert it: iconv -f GBK -t UTF-8";
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--name", "x\xC4\xE3"}), "--name: " + fault);
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--name=x\xC4\xE3"}), "--name: " + fault);
  EXPECT_EQ(FaultOfCommand(TestCommand(), {"--name", "您"}), "none");
}

TEST(CommandLine, LeavesTheNamesOfFilesAsTheyAre) {
  Command command = TestCommand();
  command.flags.push_back({"key-file", "FILE", ""});
  EXPECT_EQ(FaultOfCommand(command, {"--key-file", "\xC4\xE3"}), "none");
}

TEST(MissingFlags, AreNamedAllAtOnce) {
  const auto line = CommandLine::Parse(TestCommand(), {"--name="});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(MissingError(MissingFlags(*line, {"name", "item"})).message(),
            "--name, --item: are missing");
  EXPECT_EQ(MissingError(MissingFlags(*line, {"item"})).message(), "--item: is missing");
  EXPECT_TRUE(MissingError(MissingFlags(*line, {})).ok());
}

}  // namespace
}  // namespace imageco::complaintctl
