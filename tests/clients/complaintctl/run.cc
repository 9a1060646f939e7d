#include "tests/clients/complaintctl/run.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "clients/complaintctl/app.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {

Ran Capture(const std::function<ExitCode(Console&)>& run, const std::string& in) {
  std::istringstream in_stream(in);
  std::ostringstream out;
  std::ostringstream err;
  Console console{in_stream, out, err};
  const ExitCode exit = run(console);
  return {exit, out.str(), err.str()};
}

Ran RunCtl(const std::vector<std::string>& arguments, const std::string& in) {
  return Capture([&](Console& console) { return RunApp(arguments, console); }, in);
}

CommandLine ParseFlags(std::vector<Flag> flags, const std::vector<std::string>& arguments) {
  Command command;
  command.flags = std::move(flags);
  return CommandLine::Parse(command, arguments).value();
}

TestFile::TestFile(const std::string& bytes) : path_(testing::TempDir() + "complaintctl.XXXXXX") {
  const int descriptor = mkstemp(path_.data());
  EXPECT_GE(descriptor, 0);
  close(descriptor);
  std::ofstream(path_, std::ios::binary) << bytes;
}

TestFile::~TestFile() { unlink(path_.c_str()); }

}  // namespace imageco::complaintctl
