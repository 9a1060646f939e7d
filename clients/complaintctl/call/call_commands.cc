#include "clients/complaintctl/call/call_commands.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clients/complaintctl/call/answer_printer.h"
#include "clients/complaintctl/call/call_flags.h"
#include "clients/complaintctl/call/complaint_client.h"
#include "clients/complaintctl/call/failure_printer.h"
#include "clients/complaintctl/call/reply_request.h"
#include "clients/complaintctl/language/language.h"
#include "imageco/complaint/transaction_id.h"

namespace imageco::complaintctl {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 delivered (or valid), 1 refused or failed definitely, 2 wrong command line,\n"
    "3 outcome unknown or in progress: ask again with the same transaction id, never send it "
    "under\n"
    "a new one, 4 nothing was sent and a retry may work.\n";

absl::StatusOr<ExitCode> RunReply(const CommandLine& line, Console& console) {
  const absl::StatusOr<CallOptions> options = MakeCallOptions(line);
  if (!options.ok()) return options.status();
  absl::StatusOr<complaint::v1::ReplyRequest> request = MakeReplyRequest(line, console.in);
  if (!request.ok()) return request.status();
  if (request->transaction_id().empty()) {
    request->set_transaction_id(complaint::MakeTransactionId());
    console.err << Say("transaction id: $0", request->transaction_id()) << std::endl;
  }
  const auto outcome = ComplaintClient(options->destination).Reply(*request);
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, options->format, console);
  }
  return PrintReply(std::get<complaint::v1::ReplyResponse>(outcome), options->format, console);
}

absl::StatusOr<ExitCode> RunGet(const CommandLine& line, Console& console) {
  const absl::StatusOr<CallOptions> options = MakeCallOptions(line);
  if (!options.ok()) return options.status();
  complaint::v1::GetReplyRequest request;
  request.set_isspid(line.Value("isspid"));
  request.set_transaction_id(line.Value("transaction-id"));
  if (absl::Status fault = MissingError(MissingFlags(line, {"transaction-id"})); !fault.ok()) {
    return fault;
  }
  const auto outcome = ComplaintClient(options->destination).GetReply(request);
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, options->format, console);
  }
  return PrintRecord(std::get<complaint::v1::GetReplyResponse>(outcome), options->format, console);
}

}  // namespace

Command ReplyCommand() {
  return {
      .name = "reply",
      .operand = "",
      .summary = "Shows a reply to the consumer who complained.",
      .details = kExitCodes,
      .flags = WithCallFlags(ReplyRequestFlags()),
      .run = RunReply,
  };
}

Command GetCommand() {
  return {
      .name = "get",
      .operand = "",
      .summary = "Tells what the bridge knows of a reply. The gateway is not asked.",
      .details = kExitCodes,
      .flags = WithCallFlags({
          {"isspid", "X", "Merchant number. May be left out where the bridge serves one."},
          {"transaction-id", "T", "The reply's serial number."},
      }),
      .run = RunGet,
  };
}

}  // namespace imageco::complaintctl
