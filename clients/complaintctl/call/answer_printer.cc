#include "clients/complaintctl/call/answer_printer.h"

#include <google/protobuf/util/time_util.h>

#include <string>
#include <string_view>

#include "clients/complaintctl/call/json_printer.h"
#include "clients/complaintctl/call/record_printer.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using google::protobuf::util::TimeUtil;

// Gives `exit`, or kFailed where the answer has no JSON.
ExitCode PrintJsonAnd(ExitCode exit, const google::protobuf::Message& message, Console& console) {
  return PrintJson(message, JsonLayout::kIndented, console) ? exit : ExitCode::kFailed;
}

std::string_view Title(const complaint::v1::ReplyResponse& response) {
  // A reply that an operator found delivered has a time, and no result.
  if (!response.has_result() && !response.has_settle_time()) return "Valid. Nothing was sent.";
  return response.replayed() ? "Delivered before. Nothing was sent this time." : "Delivered.";
}

ExitCode ExitFor(complaint::v1::ReplyState state) {
  switch (state) {
    case complaint::v1::REPLY_STATE_DELIVERED:
      return ExitCode::kOk;
    case complaint::v1::REPLY_STATE_REJECTED:
      return ExitCode::kFailed;
    case complaint::v1::REPLY_STATE_NOT_DELIVERED:
      return ExitCode::kNothingSent;
    default:
      return ExitCode::kOutcomeUnknown;
  }
}

// To callers.
std::string_view Meaning(complaint::v1::Verdict verdict) {
  return verdict == complaint::v1::VERDICT_DELIVERED
             ? "Whoever asks for this reply hears OK from now on; nothing is sent any more."
             : "Nothing was sent by this. Whoever asks again with this transaction id and the same "
               "payload sends it once more; another payload takes a new transaction id.";
}

}  // namespace

ExitCode PrintReply(const complaint::v1::ReplyResponse& response, OutputFormat format,
                    Console& console) {
  if (format == OutputFormat::kJson) return PrintJsonAnd(ExitCode::kOk, response, console);
  console.out << InLanguage(Title(response)) << '\n';
  PrintLine("isspid", response.isspid(), console.out);
  PrintLine("transaction id", response.transaction_id(), console.out);
  PrintLine("result", ToText(response.result()), console.out);
  if (response.has_settle_time()) {
    PrintLine("settled", TimeUtil::ToString(response.settle_time()), console.out);
  }
  return ExitCode::kOk;
}

ExitCode PrintRecord(const complaint::v1::GetReplyResponse& response, OutputFormat format,
                     Console& console) {
  const complaint::v1::ReplyRecord& record = response.reply();
  const ExitCode exit = ExitFor(record.state());
  if (format == OutputFormat::kJson) return PrintJsonAnd(exit, response, console);
  console.out << NameOf(record.state()) << '\n';
  PrintLines(record, console.out);
  return exit;
}

ExitCode PrintSettled(const complaint::v1::SettleReplyResponse& response, OutputFormat format,
                      Console& console) {
  const complaint::v1::ReplyRecord& record = response.reply();
  if (format == OutputFormat::kJson) return PrintJsonAnd(ExitCode::kOk, response, console);
  console.out << Say("Settled as $0.\n", NameOf(record.state()));
  PrintLines(record, console.out);
  PrintLine("what it means", InLanguage(Meaning(record.finding().verdict())), console.out);
  return ExitCode::kOk;
}

}  // namespace imageco::complaintctl
