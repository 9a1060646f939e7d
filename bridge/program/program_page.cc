#include "bridge/program/program_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace imageco::bridge::program {
namespace {

constexpr int kFlagColumn = 30;
constexpr int kNameColumn = 14;

std::string FlagLine(const Flag& flag, const HelpWords& words) {
  std::string shown = "  --" + flag.name;
  if (!flag.value.empty()) shown.append(" ").append(flag.value);
  if (shown.size() >= kFlagColumn) shown.append("\n").append(kFlagColumn, ' ');
  return absl::StrFormat("%-*s%s%s\n", kFlagColumn, shown, flag.help,
                         flag.repeated ? words.repeatable : "");
}

}  // namespace

bool IsSingle(const ProgramPage& program) {
  return program.commands.size() == 1 && program.commands.front().name == program.name;
}

bool IsFile(std::string_view value) { return value == "FILE" || value == "FILE|-"; }

std::vector<std::string> ChoicesOf(std::string_view value) {
  if (IsFile(value) || value.find('|') == std::string_view::npos) return {};
  return absl::StrSplit(std::string(value), '|');
}

std::string CommandHelp(const ProgramPage& program, const CommandPage& command,
                        const HelpWords& words) {
  const bool is_single = IsSingle(program);
  std::string help =
      absl::StrCat(words.usage, " ", program.name, is_single ? "" : " ",
                   is_single ? "" : command.name, " [flags]", command.operand.empty() ? "" : " ",
                   command.operand, "\n\n", command.summary, "\n");
  if (!command.details.empty()) absl::StrAppend(&help, "\n", command.details);
  absl::StrAppend(&help, "\n", words.flags, "\n");
  for (const Flag& flag : command.flags) help.append(FlagLine(flag, words));
  help.append(FlagLine({"help", "", words.help_flag}, words));
  return help;
}

std::string ProgramHelp(const ProgramPage& program, const HelpWords& words) {
  if (IsSingle(program)) return CommandHelp(program, program.commands.front(), words);
  std::string help = absl::StrCat(words.usage, " ", program.name, " COMMAND [flags]\n\n",
                                  program.details, "\n", words.commands, "\n");
  for (const CommandPage& command : program.commands) {
    absl::StrAppendFormat(&help, "  %-*s%s\n", kNameColumn, command.name, command.summary);
  }
  return absl::StrCat(help, "\n", absl::StrReplaceAll(words.more, {{"{0}", program.name}}));
}

}  // namespace imageco::bridge::program
