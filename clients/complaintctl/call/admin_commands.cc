#include "clients/complaintctl/call/admin_commands.h"

#include <variant>

#include "clients/complaintctl/call/admin_request.h"
#include "clients/complaintctl/call/answer_printer.h"
#include "clients/complaintctl/call/call_flags.h"
#include "clients/complaintctl/call/complaint_client.h"
#include "clients/complaintctl/call/failure_printer.h"
#include "clients/complaintctl/call/list_printer.h"
#include "clients/complaintctl/call/reply_pages.h"
#include "clients/complaintctl/call/settle_all.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;

constexpr char kListDetails[] =
    "Prints page by page, each asked for with a --deadline of its own; as JSON a record a line.\n"
    "What was printed before a failure is sound, and not all.\n\n"
    "Exit codes: 0 done, 1 refused, 2 wrong command line, 4 not done and a retry may work.\n";

constexpr char kSettleDetails[] =
    "Look at the complaint first. If it shows the reply: --delivered; from then on callers hear "
    "OK.\n"
    "If it does not, and the gateway can no longer be working on it: --not-delivered; a caller "
    "who\n"
    "asks again with the same transaction id and the same payload then sends it once more.\n\n"
    "--all lists the unknown replies of a merchant that were claimed within a time, asks for "
    "their\n"
    "number, and settles each with the same verdict and reason. Where it is ended in the middle, "
    "run\n"
    "it again: it goes on with those that are left.\n\n"
    "Exit codes: 0 done, 1 refused or not confirmed, 2 wrong command line, 3 perhaps recorded: "
    "ask\n"
    "complaintctl get, or run --all again, 4 not done and a retry may work.\n";

ExitCode PrintPages(const CallOptions& options, const ListRepliesRequest& request,
                    Console& console) {
  ComplaintClient client(options.destination);
  ListPrinter printer(options.format, console);
  bool printed = true;
  const auto failure = ReadPages(client, request, [&](const ListRepliesResponse& page) {
    printed = printer.Print(page);
    return printed;
  });
  if (failure) return PrintFailure(*failure, options.format, console);
  if (!printed) return ExitCode::kFailed;
  printer.Finish();
  return ExitCode::kOk;
}

absl::StatusOr<ExitCode> RunList(const CommandLine& line, Console& console) {
  const absl::StatusOr<CallOptions> options = MakeCallOptions(line);
  if (!options.ok()) return options.status();
  const absl::StatusOr<ListRepliesRequest> request = MakeListRequest(line);
  if (!request.ok()) return request.status();
  return PrintPages(*options, *request, console);
}

absl::StatusOr<ExitCode> RunSettle(const CommandLine& line, Console& console) {
  const absl::StatusOr<CallOptions> options = MakeCallOptions(line);
  if (!options.ok()) return options.status();
  if (line.Has("all")) {
    const absl::StatusOr<SettleAllRequest> all = MakeSettleAllRequest(line);
    return all.ok() ? absl::StatusOr<ExitCode>(SettleAll(*options, *all, console)) : all.status();
  }
  const absl::StatusOr<SettleReplyRequest> request = MakeSettleRequest(line);
  if (!request.ok()) return request.status();
  const auto outcome = ComplaintClient(options->destination).SettleReply(*request);
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, options->format, console);
  }
  return PrintSettled(std::get<SettleReplyResponse>(outcome), options->format, console);
}

}  // namespace

Command ListCommand() {
  return {
      .name = "list",
      .operand = "",
      .summary = "Lists replies on record, the oldest first: for operators.",
      .details = kListDetails,
      .flags = WithCallFlags(ListRequestFlags()),
      .run = RunList,
  };
}

Command SettleCommand() {
  return {
      .name = "settle",
      .operand = "",
      .summary = "Records whether a reply of unknown outcome was delivered: for operators.",
      .details = kSettleDetails,
      .flags = WithCallFlags(SettleRequestFlags()),
      .run = RunSettle,
  };
}

}  // namespace imageco::complaintctl
