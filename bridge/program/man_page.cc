#include "bridge/program/man_page.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace imageco::bridge::program {
namespace {

// Text that roff takes for nothing else.
std::string Escaped(std::string_view text) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                             {{"\\", "\\e"}, {"-", "\\-"}, {"'", "\\(aq"}, {"`", "\\(ga"}});
}

// Whole lines, of which an empty one ends a paragraph and an indented one stands as it is.
std::string Paragraphs(const std::string& text) {
  std::string page;
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (const std::string& line : lines) {
    const std::string escaped = Escaped(line);
    if (line.empty()) {
      absl::StrAppend(&page, ".PP\n");
    } else if (line.starts_with(' ')) {
      absl::StrAppend(&page, ".br\n", escaped, "\n");
    } else {
      absl::StrAppend(&page, line.starts_with('.') ? "\\&" : "", escaped, "\n");
    }
  }
  while (page.ends_with(".PP\n")) page.resize(page.size() - 4);
  return page;
}

std::string FlagEntry(const Flag& flag) {
  return absl::StrCat(".TP\n\\fB\\-\\-", Escaped(flag.name), "\\fR",
                      flag.value.empty() ? "" : absl::StrCat(" \\fI", Escaped(flag.value), "\\fR"),
                      "\n", Escaped(flag.help), flag.repeated ? " (repeatable)" : "", "\n");
}

std::string FlagEntries(const CommandPage& command) {
  std::string page;
  for (const Flag& flag : command.flags) page.append(FlagEntry(flag));
  return page + FlagEntry({"help", "", "Shows the same as a short page."});
}

std::string OperandOf(const CommandPage& command) {
  return command.operand.empty() ? "" : absl::StrCat(" \\fI", Escaped(command.operand), "\\fR");
}

std::string SinglePage(const CommandPage& command) {
  return absl::StrCat("[\\fIflags\\fR]", OperandOf(command), "\n.SH DESCRIPTION\n",
                      Paragraphs(command.summary), ".PP\n", Paragraphs(command.details),
                      ".SH OPTIONS\n", FlagEntries(command));
}

std::string CommandsPage(const ProgramPage& program) {
  std::string page = absl::StrCat("\\fICOMMAND\\fR [\\fIflags\\fR]\n.SH DESCRIPTION\n",
                                  Paragraphs(program.details), ".SH COMMANDS\n");
  for (const CommandPage& command : program.commands) {
    absl::StrAppend(&page, ".SS ", Escaped(program.name), " ", Escaped(command.name),
                    OperandOf(command), "\n", Paragraphs(command.summary));
    if (!command.details.empty()) absl::StrAppend(&page, ".PP\n", Paragraphs(command.details));
    page.append(FlagEntries(command));
  }
  return page;
}

}  // namespace

std::string ManPage(const ProgramPage& program, std::string_view version) {
  const std::string name = Escaped(program.name);
  return absl::StrCat(
      ".TH \"", absl::AsciiStrToUpper(name), "\" 1 \"\" \"", name, " ", std::string(version),
      "\" \"Complaint bridge\"\n.SH NAME\n", name, " \\- ", Escaped(program.summary),
      "\n.SH SYNOPSIS\n.B ", name, "\n",
      IsSingle(program) ? SinglePage(program.commands.front()) : CommandsPage(program));
}

}  // namespace imageco::bridge::program
