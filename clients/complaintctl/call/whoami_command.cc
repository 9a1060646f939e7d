#include "clients/complaintctl/call/whoami_command.h"

#include <google/protobuf/util/time_util.h>

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/complaintctl/call/call_flags.h"
#include "clients/complaintctl/call/complaint_client.h"
#include "clients/complaintctl/call/failure_printer.h"
#include "clients/complaintctl/call/json_printer.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::Permission;
using complaint::v1::WhoAmIResponse;

// "TOKEN"
std::string NameOf(complaint::v1::Credential credential) {
  if (credential == complaint::v1::CREDENTIAL_UNSPECIFIED) return Say("none");
  const std::string name = complaint::v1::Credential_Name(credential);
  constexpr std::string_view kPrefix = "CREDENTIAL_";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : absl::StrCat(credential);
}

// "Reply, GetReply for 39493002, at most 20 calls a second"
std::string ToText(const Permission& permission) {
  const std::string methods = absl::StrJoin(permission.methods(), ", ");
  std::string text = permission.isspids().empty()
                         ? Say("$0 for every merchant", methods)
                         : Say("$0 for $1", methods, absl::StrJoin(permission.isspids(), ", "));
  if (!permission.seller_accounts().empty()) {
    text += Say(", accounts $0", absl::StrJoin(permission.seller_accounts(), ", "));
  }
  if (permission.rate_per_second() > 0) {
    text += Say(", at most $0 calls a second", absl::StrCat(permission.rate_per_second()));
  }
  return text;
}

void PrintForPeople(const WhoAmIResponse& response, std::ostream& stream) {
  const std::string& identity = response.identity();
  stream << (identity.empty() ? Say("Nobody the bridge knows") : Printable(identity)) << '\n';
  PrintLine("credential", NameOf(response.credential()), stream);
  if (response.has_expire_time()) {
    PrintLine("expires", google::protobuf::util::TimeUtil::ToString(response.expire_time()),
              stream);
  }
  PrintLine("address", response.address(), stream);
  for (const Permission& permission : response.permissions()) {
    PrintLine("may", ToText(permission), stream);
  }
  if (response.permissions().empty()) PrintLine("may", Say("nothing"), stream);
}

absl::StatusOr<ExitCode> RunWhoami(const CommandLine& line, Console& console) {
  const absl::StatusOr<CallOptions> options = MakeCallOptions(line);
  if (!options.ok()) return options.status();
  const auto outcome = ComplaintClient(options->destination).WhoAmI();
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, options->format, console);
  }
  const auto& response = std::get<WhoAmIResponse>(outcome);
  if (options->format == OutputFormat::kJson) {
    return PrintJson(response, JsonLayout::kIndented, console) ? ExitCode::kOk : ExitCode::kFailed;
  }
  PrintForPeople(response, console.out);
  return ExitCode::kOk;
}

}  // namespace

Command WhoamiCommand() {
  return {
      .name = "whoami",
      .operand = "",
      .summary = "Tells who the bridge takes us for, and what we may do there.",
      .details =
          "Exit codes: 0 done, 1 what we show counts for nothing, 2 wrong command line,\n"
          "4 no answer.\n",
      .flags = WithCallFlags({}),
      .run = RunWhoami,
  };
}

}  // namespace imageco::complaintctl
