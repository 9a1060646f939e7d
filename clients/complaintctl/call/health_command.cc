#include "clients/complaintctl/call/health_command.h"

#include <string>

#include "clients/complaintctl/call/destination.h"
#include "clients/complaintctl/call/health_check.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

constexpr int kSourceColumn = 13;

void Print(const char* source, const Health& health, Console& console) {
  for (const std::string& line : health.lines) {
    console.out << Padded(InLanguage(source), kSourceColumn) << Printable(line) << '\n';
  }
}

absl::StatusOr<ExitCode> RunHealth(const CommandLine& line, Console& console) {
  const absl::StatusOr<Destination> destination = MakeDestination(line);
  if (!destination.ok()) return destination.status();
  if (line.Has("operations") && line.Value("operations").empty()) {
    return FlagError("operations", "is empty");
  }
  const Health grpc_health = AskGrpcHealth(*destination);
  Print("gRPC health", grpc_health, console);
  if (!line.Has("operations")) return grpc_health.good ? ExitCode::kOk : ExitCode::kFailed;
  const Health ready = AskReadyz(line.Value("operations"), destination->deadline);
  Print("/readyz", ready, console);
  return grpc_health.good && ready.good ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

Command HealthCommand() {
  std::vector<Flag> flags = DestinationFlags();
  flags.push_back(
      {"operations", "ADDR", "The bridge's operations port, HOST:PORT: ask /readyz too."});
  return {
      .name = "health",
      .operand = "",
      .summary = "Tells whether the bridge can serve, and what is wrong where it cannot.",
      .details = "Exit codes: 0 it can, 1 it cannot or gave no answer, 2 wrong command line.\n",
      .flags = std::move(flags),
      .run = RunHealth,
  };
}

}  // namespace imageco::complaintctl
