#ifndef IMAGECO_BRIDGE_PROGRAM_PROGRAM_PAGE_H_
#define IMAGECO_BRIDGE_PROGRAM_PROGRAM_PAGE_H_

#include <string>
#include <string_view>
#include <vector>

namespace imageco::bridge::program {

// The one table of what a program takes, from which its help, its man page and its completions are
// made.

// A flag, as help shows it.
struct Flag {
  std::string name;   // without the dashes
  std::string value;  // what to put there, e.g. "FILE" or "json|xml"; empty: it takes no value
  std::string help;
  bool repeated = false;
};

// One thing that a program does, which takes --help too. A program without commands has one of its
// own name.
struct CommandPage {
  std::string name;     // one word or two, e.g. "sign doctor"
  std::string operand;  // the only one, e.g. "FILE|-"; empty: it takes none
  std::string summary;  // one line
  std::string details;  // whole lines, or empty
  std::vector<Flag> flags;
};

struct ProgramPage {
  std::string name;
  std::string summary;  // for a man page's NAME: no capital, no full stop
  std::string details;  // whole lines
  std::vector<CommandPage> commands;
};

// The words of help that are not the page's own.
struct HelpWords {
  std::string usage = "Usage:";
  std::string flags = "Flags:";
  std::string commands = "Commands:";
  std::string repeatable = " (repeatable)";
  std::string help_flag = "Shows this.";
  std::string more = "`{0} help COMMAND` shows its flags; `{0} --version` shows the version.\n";
};

// What --help shows, of a program with commands and of one of its commands, or of a program
// without any.
std::string ProgramHelp(const ProgramPage& program, const HelpWords& words = {});
std::string CommandHelp(const ProgramPage& program, const CommandPage& command,
                        const HelpWords& words = {});

// Whether it is one thing that it does.
bool IsSingle(const ProgramPage& program);

// Whether a value is a file, such as "FILE|-", and those of "json|xml"; none where it is free text.
bool IsFile(std::string_view value);
std::vector<std::string> ChoicesOf(std::string_view value);

}  // namespace imageco::bridge::program

#endif  // IMAGECO_BRIDGE_PROGRAM_PROGRAM_PAGE_H_
