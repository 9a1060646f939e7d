#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_COMMAND_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_COMMAND_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/program/program_page.h"
#include "clients/complaintctl/command/console.h"

namespace imageco::complaintctl {

using bridge::program::Flag;

class CommandLine;

// One thing that complaintctl does.
struct Command {
  std::string name;     // one word or two, e.g. "sign doctor"
  std::string operand;  // the only one, e.g. "FILE|-"; empty: it takes none
  std::string summary;  // one line
  std::string details;  // whole lines, or empty
  std::vector<Flag> flags;
  // Gives how it went, or an error for a fault of the command line, which names the flag.
  std::function<absl::StatusOr<ExitCode>(const CommandLine& line, Console& console)> run;
};

// What was given to a command. absl's flags are not enough: they belong to the process, not to a
// command, and cannot be repeated.
class CommandLine {
 public:
  // Takes "--name value", "--name=value" and, for flags without a value, "--name". What follows
  // "--" is the operand. Errors name the flag.
  static absl::StatusOr<CommandLine> Parse(const Command& command,
                                           const std::vector<std::string>& arguments);

  bool Has(std::string_view flag) const { return values_.contains(flag); }

  // Empty where the flag was not given.
  std::string Value(std::string_view flag) const;
  std::vector<std::string> Values(std::string_view flag) const;

  // Empty where none was given.
  const std::string& operand() const { return operand_; }

 private:
  using Argument = std::vector<std::string>::const_iterator;

  // Takes the flag at `argument`, and its value where that is the next one, which `argument` is
  // moved to then.
  absl::Status TakeFlag(const Command& command, Argument& argument, Argument end);
  absl::Status TakeOperands(const Command& command, const std::vector<std::string>& operands);

  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::string operand_;
};

// As its help shows it.
bridge::program::CommandPage PageOf(const Command& command);

// Error for a flag, as Command::run gives it.
absl::Status FlagError(std::string_view flag, std::string_view fault);
absl::Status FlagError(std::string_view flag, const absl::Status& fault);

// Those of `flags` that were not given a value, with their dashes.
std::vector<std::string> MissingFlags(const CommandLine& line,
                                      const std::vector<std::string_view>& flags);

// Error that names all of them at once; OK where there are none.
absl::Status MissingError(const std::vector<std::string>& missing);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_COMMAND_COMMAND_H_
