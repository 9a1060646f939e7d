// make-pages FOLDER: writes what is installed beside the programs, each from the table by which the
// program shows its help: man/NAME.1, bash/NAME, zsh/_NAME.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "bridge/program/completion.h"
#include "bridge/program/man_page.h"
#include "bridge/program/program_page.h"
#include "clients/complaintctl/app.h"
#include "server/server_page.h"
#include "tests/sandbox/program_flags.h"

namespace imageco {
namespace {

using bridge::program::ProgramPage;

ProgramPage SandboxPage() {
  bridge::program::CommandPage command = {.name = "gateway-sandbox",
                                          .operand = "",
                                          .summary = sandbox::kProgramSummary,
                                          .details = sandbox::kProgramDetails,
                                          .flags = {}};
  for (const sandbox::ProgramFlag& flag : sandbox::kProgramFlags) {
    command.flags.push_back({flag.name, flag.value, flag.help});
  }
  return {.name = "gateway-sandbox",
          .summary = "emulates the vendor's gateway of consumers' complaints",
          .details = "",
          .commands = {command}};
}

bool Write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) std::fprintf(stderr, "make-pages: %s: cannot be written\n", path.c_str());
  return static_cast<bool>(file);
}

bool WritePages(const std::filesystem::path& folder, const ProgramPage& program) {
  return Write(folder / "man" / (program.name + ".1"), ManPage(program, IMAGECO_VERSION)) &&
         Write(folder / "bash" / program.name, BashCompletion(program)) &&
         Write(folder / "zsh" / ("_" + program.name), ZshCompletion(program));
}

}  // namespace
}  // namespace imageco

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make-pages FOLDER\n", stderr);
    return 2;
  }
  for (const auto& program :
       {imageco::server::ServerPage(), imageco::complaintctl::AppPage(), imageco::SandboxPage()}) {
    if (!imageco::WritePages(argv[1], program)) return 1;
  }
  return 0;
}
