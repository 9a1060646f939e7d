#include "clients/complaintctl/token/token_command.h"

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/random.h"
#include "bridge/sha256.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

// Told apart from other secrets by whoever looks for such in texts.
constexpr char kPrefix[] = "complaint-";
constexpr size_t kRandomBytes = 32;

absl::StatusOr<ExitCode> RunMake(const CommandLine& line, Console& console) {
  const std::string name = line.Value("name");
  if (absl::Status fault = MissingError(MissingFlags(line, {"name"})); !fault.ok()) return fault;
  const absl::StatusOr<std::string> random = bridge::base::RandomHex(kRandomBytes);
  const std::string token = random.ok() ? absl::StrCat(kPrefix, *random) : "";
  const absl::StatusOr<std::array<uint8_t, 32>> digest = bridge::Sha256Of(token);
  if (!random.ok() || !digest.ok()) {
    console.err << Say("No token: the system gives no random numbers, or OpenSSL no digest\n");
    return ExitCode::kFailed;
  }
  console.err << Say(
      "For the caller, who shows it as \"authorization: Bearer TOKEN\". It is not shown "
      "again:\n");
  console.out << token << std::endl;
  console.err << Say("For the configuration:\n") << "callers { token { name: \""
              << absl::Utf8SafeCEscape(name) << "\" sha256: \""
              << absl::BytesToHexString(
                     {reinterpret_cast<const char*>(digest->data()), digest->size()})
              << "\" } }\n";
  return ExitCode::kOk;
}

}  // namespace

Command TokenMakeCommand() {
  return {
      .name = "token make",
      .operand = "",
      .summary = "Makes a token for a caller, and what the configuration has of it.",
      .details =
          "The token alone stands on stdout, so that `>FILE` keeps it; the rest on stderr.\n",
      .flags = {{"name", "NAME", "What the log and the ledger call the caller."}},
      .run = RunMake,
  };
}

}  // namespace imageco::complaintctl
