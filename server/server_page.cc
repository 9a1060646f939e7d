#include "server/server_page.h"

#include <utility>

namespace imageco::server {
namespace {

constexpr char kSummary[] =
    "Answers ComplaintService over gRPC, and sends each reply once to Imageco's gateway.";

constexpr char kDetails[] =
    "Log lines are JSON, on stderr. SIGTERM, SIGINT and SIGQUIT end it once what was sent has its\n"
    "outcome; a second one hurries. SIGHUP has the configuration read again, which a change of\n"
    "its file does too.\n"
    "\n"
    "Exit codes: 0 ended as it was told to (or the configuration is good), 1 cannot serve or a\n"
    "wrong flag, 2 a configuration that it does not take or none given, 3 its port did not answer\n"
    "any more, 4 not drained in time.\n";

}  // namespace

bridge::program::ProgramPage ServerPage() {
  bridge::program::CommandPage command = {
      .name = "complaint-server",
      .operand = "",
      .summary = kSummary,
      .details = kDetails,
      .flags =
          {
              {"config", "FILE",
               "The configuration: JSON where the name ends in .json, else Protobuf's text "
               "format."},
              {"check", "", "Do all that a start does short of listening, name every fault, end."},
              {"make_ledger", "", "Make the ledger, where there is none, tell its identity, end."},
              {"version", "", "Show the version."},
          },
  };
  return {
      .name = "complaint-server",
      .summary = "answers consumers' complaints on Imageco's platform, each once",
      .details = "",
      .commands = {std::move(command)},
  };
}

}  // namespace imageco::server
