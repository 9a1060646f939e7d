#include "clients/complaintctl/call_commands.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "clients/complaintctl/answer_printer.h"
#include "clients/complaintctl/complaint_client.h"
#include "clients/complaintctl/connection.h"
#include "clients/complaintctl/failure_printer.h"
#include "clients/complaintctl/reply_request.h"
#include "clients/complaintctl/transaction_id.h"

namespace imageco::complaintctl {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 delivered (or valid), 1 refused or failed definitely, 2 wrong command line,\n"
    "3 outcome unknown or in progress: ask again with the same transaction id, never send it "
    "under\n"
    "a new one, 4 nothing was sent and a retry may work.\n";

std::vector<Flag> WithCommonFlags(std::vector<Flag> flags) {
  for (Flag& flag : ConnectionFlags()) flags.push_back(std::move(flag));
  flags.push_back({"output", "people|json", "How answers and errors are printed. Default people."});
  return flags;
}

absl::StatusOr<OutputFormat> MakeOutputFormat(const CommandLine& line) {
  const std::string format = line.Value("output");
  if (format == "json") return OutputFormat::kJson;
  if (format == "people" || !line.Has("output")) return OutputFormat::kPeople;
  return FlagError("output", "wants people or json");
}

absl::StatusOr<ExitCode> RunReply(const CommandLine& line, Console& console) {
  const absl::StatusOr<OutputFormat> format = MakeOutputFormat(line);
  if (!format.ok()) return format.status();
  const absl::StatusOr<Connection> connection = MakeConnection(line);
  if (!connection.ok()) return connection.status();
  absl::StatusOr<complaint::v1::ReplyRequest> request = MakeReplyRequest(line, console.in);
  if (!request.ok()) return request.status();
  if (request->transaction_id().empty()) {
    request->set_transaction_id(MakeTransactionId(absl::Now(), absl::BitGen()()));
    console.err << "transaction id: " << request->transaction_id() << std::endl;
  }
  const auto outcome = ComplaintClient(*connection).Reply(*request);
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, *format, console);
  }
  return PrintReply(std::get<complaint::v1::ReplyResponse>(outcome), *format, console);
}

absl::StatusOr<ExitCode> RunGet(const CommandLine& line, Console& console) {
  const absl::StatusOr<OutputFormat> format = MakeOutputFormat(line);
  if (!format.ok()) return format.status();
  const absl::StatusOr<Connection> connection = MakeConnection(line);
  if (!connection.ok()) return connection.status();
  complaint::v1::GetReplyRequest request;
  request.set_isspid(line.Value("isspid"));
  request.set_transaction_id(line.Value("transaction-id"));
  if (request.transaction_id().empty()) return FlagError("transaction-id", "is missing");
  const auto outcome = ComplaintClient(*connection).GetReply(request);
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    return PrintFailure(*failure, *format, console);
  }
  return PrintRecord(std::get<complaint::v1::GetReplyResponse>(outcome), *format, console);
}

}  // namespace

Command ReplyCommand() {
  return {
      .name = "reply",
      .operand = "",
      .summary = "Shows a reply to the consumer who complained.",
      .details = kExitCodes,
      .flags = WithCommonFlags(ReplyRequestFlags()),
      .run = RunReply,
  };
}

Command GetCommand() {
  return {
      .name = "get",
      .operand = "",
      .summary = "Tells what the bridge knows of a reply. The gateway is not asked.",
      .details = kExitCodes,
      .flags = WithCommonFlags({
          {"isspid", "X", "Merchant number. May be left out where the bridge serves one."},
          {"transaction-id", "T", "The reply's serial number."},
      }),
      .run = RunGet,
  };
}

}  // namespace imageco::complaintctl
