#include "clients/complaintctl/app.h"

#include <algorithm>
#include <iomanip>
#include <optional>

#include "absl/status/statusor.h"
#include "clients/complaintctl/call/admin_commands.h"
#include "clients/complaintctl/call/call_commands.h"
#include "clients/complaintctl/call/health_command.h"
#include "clients/complaintctl/call/whoami_command.h"
#include "clients/complaintctl/command/command.h"
#include "clients/complaintctl/sign/sign_commands.h"
#include "clients/complaintctl/sleep_command.h"
#include "clients/complaintctl/token/token_command.h"
#include "clients/complaintctl/trial/trial_command.h"

namespace imageco::complaintctl {
namespace {

using Arguments = std::vector<std::string>;

constexpr char kProgram[] = "complaintctl";
constexpr int kNameColumn = 14;

std::vector<Command> AllCommands() {
  return {ReplyCommand(),     GetCommand(),        ListCommand(),      SettleCommand(),
          HealthCommand(),    WhoamiCommand(),     TokenMakeCommand(), SignMakeCommand(),
          SignCheckCommand(), SignDoctorCommand(), TrialCommand(),     SleepCommand()};
}

void PrintCommands(std::ostream& stream) {
  stream << "Usage: complaintctl COMMAND [flags]\n\n"
            "Replies to consumers' complaints through the bridge, and finds out how the gateway\n"
            "signs its messages.\n\nCommands:\n";
  for (const Command& command : AllCommands()) {
    stream << "  " << std::left << std::setw(kNameColumn) << command.name << command.summary
           << '\n';
  }
  stream << "\nEach shows its flags with --help. `complaintctl --version` shows the version.\n";
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
  console.err << program << ": " << fault << "\nSee " << program << " --help\n";
  return ExitCode::kUsage;
}

}  // namespace

ExitCode RunApp(const std::vector<std::string>& arguments, Console& console) {
  if (arguments == Arguments{"--version"}) {
    console.out << kProgram << ' ' << COMPLAINTCTL_VERSION << '\n';
    return ExitCode::kOk;
  }
  Arguments rest = arguments;
  const std::optional<Command> command = TakeCommand(rest);
  if (!command && WantsHelp(arguments)) {
    PrintCommands(console.out);
    return ExitCode::kOk;
  }
  if (!command) {
    const std::string fault =
        arguments.empty() ? "wants a command" : arguments[0] + ": there is no such command";
    return UsageError(kProgram, fault, console);
  }
  if (WantsHelp(rest)) {
    console.out << Usage(*command);
    return ExitCode::kOk;
  }
  const absl::StatusOr<CommandLine> line = CommandLine::Parse(*command, rest);
  const absl::StatusOr<ExitCode> exit =
      line.ok() ? command->run(*line, console) : absl::StatusOr<ExitCode>(line.status());
  if (exit.ok()) return *exit;
  return UsageError(std::string(kProgram) + " " + command->name,
                    std::string(exit.status().message()), console);
}

}  // namespace imageco::complaintctl
