#include "clients/complaintctl/call/call_flags.h"

#include <string>
#include <utility>

namespace imageco::complaintctl {
namespace {

absl::StatusOr<OutputFormat> MakeOutputFormat(const CommandLine& line) {
  const std::string format = line.Value("output");
  if (format == "json") return OutputFormat::kJson;
  if (format == "people" || !line.Has("output")) return OutputFormat::kPeople;
  return FlagError("output", "wants people or json");
}

}  // namespace

std::vector<Flag> WithCallFlags(std::vector<Flag> flags) {
  for (Flag& flag : DestinationFlags()) flags.push_back(std::move(flag));
  flags.push_back({"output", "people|json", "How answers and errors are printed. Default people."});
  return flags;
}

absl::StatusOr<CallOptions> MakeCallOptions(const CommandLine& line) {
  const absl::StatusOr<OutputFormat> format = MakeOutputFormat(line);
  if (!format.ok()) return format.status();
  absl::StatusOr<Destination> destination = MakeDestination(line);
  if (!destination.ok()) return destination.status();
  return CallOptions{*std::move(destination), *format};
}

}  // namespace imageco::complaintctl
