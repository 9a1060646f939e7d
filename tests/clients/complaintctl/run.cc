#include "tests/clients/complaintctl/run.h"

#include <cstdlib>
#include <sstream>
#include <utility>

#include "clients/complaintctl/app.h"

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

}  // namespace imageco::complaintctl
