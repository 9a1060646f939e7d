#include "clients/complaintctl/app.h"

#include <algorithm>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "clients/complaintctl/call/admin_commands.h"
#include "clients/complaintctl/call/call_commands.h"
#include "clients/complaintctl/call/health_command.h"
#include "clients/complaintctl/call/whoami_command.h"
#include "clients/complaintctl/command/command.h"
#include "clients/complaintctl/language/language.h"
#include "clients/complaintctl/sign/sign_commands.h"
#include "clients/complaintctl/sleep_command.h"
#include "clients/complaintctl/token/token_command.h"
#include "clients/complaintctl/trial/trial_command.h"

namespace imageco::complaintctl {
namespace {

using Arguments = std::vector<std::string>;

constexpr char kProgram[] = "complaintctl";

std::vector<Command> AllCommands() {
  return {ReplyCommand(),     GetCommand(),        ListCommand(),      SettleCommand(),
          HealthCommand(),    WhoamiCommand(),     TokenMakeCommand(), SignMakeCommand(),
          SignCheckCommand(), SignDoctorCommand(), TrialCommand(),     SleepCommand()};
}

bool WantsHelp(const Arguments& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end,
                     [](const std::string& a) { return a == "--help" || a == "-h"; });
}

// Takes the words of the command from the front of `arguments`.
std::optional<Command> TakeCommand(Arguments& arguments) {
  for (Command& command : AllCommands()) {
    const auto words = std::count(command.name.begin(), command.name.end(), ' ') + 1;
    if (std::ssize(arguments) < words) continue;
    const std::string given = words == 1 ? arguments[0] : arguments[0] + " " + arguments[1];
    if (given != command.name) continue;
    arguments.erase(arguments.begin(), arguments.begin() + words);
    return command;
  }
  return std::nullopt;
}

// `program` is complaintctl, and the command where there is one.
ExitCode UsageError(const std::string& program, const std::string& fault, Console& console) {
  console.err << program << ": " << fault << '\n' << Say("See $0 --help\n", program);
  return ExitCode::kUsage;
}

bridge::program::HelpWords Words() {
  return {.usage = Say("Usage:"),
          .flags = Say("Flags:"),
          .commands = Say("Commands:"),
          .repeatable = Say(" (repeatable)"),
          .help_flag = Say("Shows this."),
          .more = Say("`{0} help COMMAND` shows its flags; `{0} --version` shows the version.\n")};
}

// "help", or "help" and the words of a command.
ExitCode ShowHelp(Arguments words, Console& console) {
  const std::optional<Command> command = TakeCommand(words);
  if (command && words.empty()) {
    console.out << CommandHelp(AppPage(), PageOf(*command), Words());
    return ExitCode::kOk;
  }
  if (words.empty() || WantsHelp(words)) {
    console.out << ProgramHelp(AppPage(), Words());
    return ExitCode::kOk;
  }
  return UsageError(kProgram, Say("$0: there is no such command", absl::StrJoin(words, " ")),
                    console);
}

// Runs the command with the arguments behind it, or shows its help.
ExitCode RunCommand(const Command& command, const Arguments& arguments, Console& console) {
  if (WantsHelp(arguments)) {
    console.out << CommandHelp(AppPage(), PageOf(command), Words());
    return ExitCode::kOk;
  }
  const absl::StatusOr<CommandLine> line = CommandLine::Parse(command, arguments);
  const absl::StatusOr<ExitCode> exit =
      line.ok() ? command.run(*line, console) : absl::StatusOr<ExitCode>(line.status());
  if (exit.ok()) return *exit;
  return UsageError(std::string(kProgram) + " " + command.name,
                    std::string(exit.status().message()), console);
}

}  // namespace

bridge::program::ProgramPage AppPage() {
  bridge::program::ProgramPage page = {
      .name = kProgram,
      .summary = Say("replies to consumers' complaints through the bridge"),
      .details = Say("Replies to consumers' complaints through the bridge, and finds out how the "
                     "gateway\nsigns its messages.\n"),
      .commands = {},
  };
  for (const Command& command : AllCommands()) page.commands.push_back(PageOf(command));
  return page;
}

ExitCode RunApp(const std::vector<std::string>& arguments, Console& console) {
  if (arguments.empty()) return UsageError(kProgram, Say("wants a command"), console);
  if (arguments == Arguments{"--version"}) {
    console.out << kProgram << ' ' << COMPLAINTCTL_VERSION << '\n';
    return ExitCode::kOk;
  }
  Arguments rest = arguments;
  if (const std::optional<Command> command = TakeCommand(rest)) {
    return RunCommand(*command, rest, console);
  }
  if (arguments.front() == "help") {
    return ShowHelp(Arguments(arguments.begin() + 1, arguments.end()), console);
  }
  if (WantsHelp(arguments)) return ShowHelp({}, console);
  return UsageError(kProgram, Say("$0: there is no such command", arguments.front()), console);
}

}  // namespace imageco::complaintctl
