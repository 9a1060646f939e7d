#include "bridge/program/completion.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace imageco::bridge::program {
namespace {

// What may stand first, in order.
std::vector<std::string> FirstWords(const ProgramPage& program) {
  std::vector<std::string> words;
  for (const CommandPage& command : program.commands) {
    const std::string first = command.name.substr(0, command.name.find(' '));
    if (std::count(words.begin(), words.end(), first) == 0) words.push_back(first);
  }
  return words;
}

// What may stand behind that.
std::vector<std::string> SecondWords(const ProgramPage& program, const std::string& first) {
  std::vector<std::string> words;
  for (const CommandPage& command : program.commands) {
    if (command.name.starts_with(first + " ")) {
      words.push_back(command.name.substr(first.size() + 1));
    }
  }
  return words;
}

std::string FlagsOf(const CommandPage& command) {
  std::string flags;
  for (const Flag& flag : command.flags) absl::StrAppend(&flags, "--", flag.name, " ");
  return flags + "--help";
}

// The case of a command whose words are `words`: its flags, and what may stand behind each.
std::string BashCase(const CommandPage& command) {
  std::string text =
      absl::StrCat("      flags='", FlagsOf(command), "'\n", "      case $prev in\n");
  for (const Flag& flag : command.flags) {
    if (flag.value.empty()) continue;
    absl::StrAppend(&text, "        --", flag.name, ") ");
    const std::vector<std::string> choices = ChoicesOf(flag.value);
    if (IsFile(flag.value)) {
      absl::StrAppend(&text, "files=1 flags='' ;;\n");
    } else {
      absl::StrAppend(&text, "flags='", absl::StrJoin(choices, " "), "' ;;\n");
    }
  }
  absl::StrAppend(&text, "        *) ",
                  IsFile(command.operand) ? "[[ $cur == -* ]] || files=1" : ":",
                  " ;;\n      esac ;;\n");
  return text;
}

std::string BashCases(const ProgramPage& program) {
  if (IsSingle(program)) return "    *)\n" + BashCase(program.commands.front());
  std::string text;
  for (const CommandPage& command : program.commands) {
    const bool is_one_word = command.name.find(' ') == std::string::npos;
    absl::StrAppend(&text, "    '", command.name, is_one_word ? " '*" : "'", ")\n",
                    BashCase(command));
  }
  return text;
}

// Where a word of the command itself is to come.
std::string BashWords(const ProgramPage& program) {
  if (IsSingle(program)) return "";
  const std::vector<std::string> firsts = FirstWords(program);
  std::string text = absl::StrCat("  case $COMP_CWORD:${COMP_WORDS[1]} in\n    1:*) flags='",
                                  absl::StrJoin(firsts, " "), " help --help --version' ;;\n",
                                  "    2:help) flags='", absl::StrJoin(firsts, " "), "' ;;\n");
  for (const std::string& first : firsts) {
    const std::vector<std::string> seconds = SecondWords(program, first);
    if (seconds.empty()) continue;
    absl::StrAppend(&text, "    2:", first, ") flags='", absl::StrJoin(seconds, " "), "' ;;\n");
  }
  return absl::StrCat(text, "    *) command=\"${COMP_WORDS[1]} ${COMP_WORDS[2]-}\" ;;\n  esac\n");
}

// In single quotes, between brackets.
std::string ZshQuoted(const std::string& text) {
  return absl::StrReplaceAll(text, {{"'", "'\\''"}, {"[", "\\["}, {"]", "\\]"}});
}

std::string ZshArgument(const std::string& value) {
  if (value.empty()) return "";
  const std::string label = absl::StrReplaceAll(value, {{"|", " or "}, {":", " "}});
  if (IsFile(value)) return absl::StrCat(":", label, ":_files");
  const std::vector<std::string> choices = ChoicesOf(value);
  if (choices.empty()) return absl::StrCat(":", label, ":");
  return absl::StrCat(":", label, ":(", absl::StrJoin(choices, " "), ")");
}

std::string ZshArguments(const CommandPage& command) {
  std::string text = "_arguments";
  for (const Flag& flag : command.flags) {
    absl::StrAppend(&text, " \\\n        '", flag.repeated ? "*" : "", "--", flag.name, "[",
                    ZshQuoted(flag.help), "]", ZshArgument(flag.value), "'");
  }
  absl::StrAppend(&text, " \\\n        '--help[Shows this.]'");
  if (!command.operand.empty()) {
    absl::StrAppend(&text, " \\\n        '1", ZshArgument(command.operand), "'");
  }
  return text + "\n";
}

std::string ZshWords(const ProgramPage& program) {
  const std::vector<std::string> firsts = FirstWords(program);
  std::string text = absl::StrCat("  if (( CURRENT == 2 )); then\n    compadd -- ",
                                  absl::StrJoin(firsts, " "), " help\n    return\n  fi\n");
  for (const std::string& first : firsts) {
    const std::vector<std::string> seconds = SecondWords(program, first);
    if (seconds.empty()) continue;
    absl::StrAppend(&text, "  if (( CURRENT == 3 )) && [[ $words[2] == ", first,
                    " ]]; then\n    compadd -- ", absl::StrJoin(seconds, " "),
                    "\n    return\n  fi\n");
  }
  return text;
}

std::string ZshCases(const ProgramPage& program) {
  std::string text = "  case \"$words[2] $words[3]\" in\n";
  for (const CommandPage& command : program.commands) {
    const bool is_one_word = command.name.find(' ') == std::string::npos;
    absl::StrAppend(&text, "    '", command.name, is_one_word ? " '*" : "'", ")\n      ",
                    is_one_word ? "shift words; (( CURRENT -= 1 ))\n      "
                                : "shift 2 words; (( CURRENT -= 2 ))\n      ",
                    ZshArguments(command), "      ;;\n");
  }
  return text + "    'help '*) compadd -- " + absl::StrJoin(FirstWords(program), " ") +
         " ;;\n  esac\n";
}

std::string FunctionOf(const ProgramPage& program) {
  return "_" + absl::StrReplaceAll(program.name, {{"-", "_"}});
}

}  // namespace

std::string BashCompletion(const ProgramPage& program) {
  const std::string function = FunctionOf(program);
  return absl::StrCat(
      "# bash completion of ", program.name, ", made by its build\n\n", function,
      "() {\n  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  local command='' flags='' files=''\n"
      "  # --flag=value comes as three words.\n"
      "  [[ $cur != '=' ]] || cur=''\n"
      "  [[ $prev != '=' ]] || prev=${COMP_WORDS[COMP_CWORD - 2]}\n",
      BashWords(program), "  case $command in\n", IsSingle(program) ? "" : "    '') ;;\n",
      BashCases(program),
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$cur\"\n"
      "    [[ -z $files ]] || compgen -f -- \"$cur\")\n"
      "  [[ -z $files ]] || compopt -o filenames 2>/dev/null\n}\n\ncomplete -F ",
      function, " ", program.name, "\n");
}

std::string ZshCompletion(const ProgramPage& program) {
  const std::string function = FunctionOf(program);
  const bool is_single = IsSingle(program);
  return absl::StrCat("#compdef ", program.name, "\n# Made by its build.\n\n", function, "() {\n",
                      is_single ? "  " + ZshArguments(program.commands.front())
                                : ZshWords(program) + ZshCases(program),
                      "}\n\n", function, " \"$@\"\n");
}

}  // namespace imageco::bridge::program
