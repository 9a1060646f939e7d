#include "clients/complaintctl/app.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const std::vector<std::vector<std::string>> kCommands = {
    {"reply"},        {"get"},           {"list"},           {"settle"},
    {"health"},       {"whoami"},        {"token", "make"},  {"trial"},
    {"sign", "make"}, {"sign", "check"}, {"sign", "doctor"}, {"sleep"}};

std::string NameOf(const std::vector<std::string>& command) {
  return command.size() == 1 ? command[0] : command[0] + " " + command[1];
}

TEST(App, ShowsItsVersion) {
  const Ran ran = RunCtl({"--version"});
  EXPECT_THAT(ran.out, MatchesRegex("complaintctl [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOk);
}

TEST(App, ShowsEveryCommandInItsHelp) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"-h"}, {"help"}, {"help", "-h"}, {"sign", "--help"}}) {
    const Ran ran = RunCtl(arguments);
    EXPECT_EQ(ran.exit, ExitCode::kOk);
    for (const auto& command : kCommands) {
      EXPECT_THAT(ran.out, HasSubstr("\n  " + NameOf(command) + " "));
    }
  }
}

TEST(App, ShowsTheHelpOfEveryCommand) {
  for (std::vector<std::string> command : kCommands) {
    const std::string name = NameOf(command);
    command.emplace_back("--help");
    const Ran ran = RunCtl(command);
    EXPECT_THAT(ran.out, StartsWith("Usage: complaintctl " + name + " [flags]"));
    EXPECT_THAT(ran.out, HasSubstr("\n  --help "));
    EXPECT_THAT(ran.err, IsEmpty());
    EXPECT_EQ(ran.exit, ExitCode::kOk);
  }
}

TEST(App, ShowsTheSameByHelpAndTheCommand) {
  for (std::vector<std::string> command : kCommands) {
    std::vector<std::string> help = command;
    help.insert(help.begin(), "help");
    command.emplace_back("-h");
    EXPECT_EQ(RunCtl(help).out, RunCtl(command).out);
    EXPECT_EQ(RunCtl(help).exit, ExitCode::kOk);
  }
}

TEST(App, HasNoHelpForWhatThereIsNot) {
  const Ran ran = RunCtl({"help", "rely"});
  EXPECT_EQ(ran.err, "complaintctl: rely: there is no such command\nSee complaintctl --help\n");
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

TEST(App, KeepsItsHelpWithin100Columns) {
  for (std::vector<std::string> command : kCommands) {
    command.emplace_back("--help");
    std::istringstream help(RunCtl(command).out);
    for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(App, WantsACommand) {
  const Ran ran = RunCtl({});
  EXPECT_EQ(ran.err, "complaintctl: wants a command\nSee complaintctl --help\n");
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

TEST(App, NamesACommandThatItDoesNotHave) {
  EXPECT_THAT(RunCtl({"rely"}).err, StartsWith("complaintctl: rely: there is no such command\n"));
  EXPECT_EQ(RunCtl({"sign"}).exit, ExitCode::kUsage);
  EXPECT_EQ(RunCtl({"sign", "it"}).exit, ExitCode::kUsage);
}

TEST(App, NamesTheFlagAtFaultAndTheCommand) {
  const Ran ran = RunCtl({"sign", "make", "--nothing"});
  EXPECT_EQ(ran.err,
            "complaintctl sign make: --nothing: there is no such flag\n"
            "See complaintctl sign make --help\n");
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

}  // namespace
}  // namespace imageco::complaintctl
