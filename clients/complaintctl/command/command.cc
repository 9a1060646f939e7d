#include "clients/complaintctl/command/command.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "clients/complaintctl/command/input.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
absl::Status FlagError(std::string_view flag, std::string_view fault) {
  std::string message = "--";
  message.append(flag).append(": ").append(InLanguage(fault));
  return absl::InvalidArgumentError(message);
}

absl::Status FlagError(std::string_view flag, const absl::Status& fault) {
  return FlagError(flag, std::string_view(fault.message().data(), fault.message().size()));
}

std::vector<std::string> MissingFlags(const CommandLine& line,
                                      const std::vector<std::string_view>& flags) {
  std::vector<std::string> missing;
  for (const std::string_view flag : flags) {
    if (line.Value(flag).empty()) missing.push_back("--" + std::string(flag));
  }
  return missing;
}

absl::Status MissingError(const std::vector<std::string>& missing) {
  if (missing.empty()) return absl::OkStatus();
  const std::string names = absl::StrJoin(missing, ", ");
  return absl::InvalidArgumentError(missing.size() == 1 ? Say("$0: is missing", names)
                                                        : Say("$0: are missing", names));
}

absl::Status CommandLine::TakeFlag(const Command& command, Argument& argument, Argument end) {
  const size_t equals = argument->find('=');
  const bool has_value = equals != std::string::npos;
  const std::string name = argument->substr(2, has_value ? equals - 2 : equals);
  const auto flag = std::find_if(command.flags.begin(), command.flags.end(),
                                 [&](const Flag& candidate) { return candidate.name == name; });
  if (flag == command.flags.end()) return FlagError(name, "there is no such flag");
  if (Has(name) && !flag->repeated) return FlagError(name, "is given twice");
  std::string value;
  if (has_value) {
    if (flag->value.empty()) return FlagError(name, "takes no value");
    value = argument->substr(equals + 1);
  } else if (!flag->value.empty()) {
    if (std::next(argument) == end) return FlagError(name, Say("wants a value: $0", flag->value));
    value = *++argument;
  }
  if (!bridge::program::IsFile(flag->value)) {
    if (absl::Status fault = CheckUtf8(value); !fault.ok()) return FlagError(name, fault);
  }
  values_[name].push_back(std::move(value));
  return absl::OkStatus();
}

absl::Status CommandLine::TakeOperands(const Command& command,
                                       const std::vector<std::string>& operands) {
  const size_t wanted = command.operand.empty() ? 0 : 1;
  if (operands.size() > wanted) {
    return absl::InvalidArgumentError(Say("$0: is one argument too many", operands[wanted]));
  }
  if (!operands.empty()) operand_ = operands.front();
  return absl::OkStatus();
}

absl::StatusOr<CommandLine> CommandLine::Parse(const Command& command,
                                               const std::vector<std::string>& arguments) {
  CommandLine line;
  std::vector<std::string> operands;
  for (auto it = arguments.begin(); it != arguments.end(); ++it) {
    if (*it == "--") {
      operands.insert(operands.end(), std::next(it), arguments.end());
      break;
    }
    if (!it->starts_with("--")) {
      operands.push_back(*it);
      continue;
    }
    const absl::Status fault = line.TakeFlag(command, it, arguments.end());
    if (!fault.ok()) return fault;
  }
  if (absl::Status fault = line.TakeOperands(command, operands); !fault.ok()) return fault;
  return line;
}

std::string CommandLine::Value(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? "" : found->second.back();
}

std::vector<std::string> CommandLine::Values(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

bridge::program::CommandPage PageOf(const Command& command) {
  bridge::program::CommandPage page = {command.name, command.operand,
                                       std::string(InLanguage(command.summary)),
                                       std::string(InLanguage(command.details)), command.flags};
  for (Flag& flag : page.flags) flag.help = InLanguage(flag.help);
  return page;
}

}  // namespace imageco::complaintctl
