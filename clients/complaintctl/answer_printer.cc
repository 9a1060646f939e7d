#include "clients/complaintctl/answer_printer.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "clients/complaintctl/text_line.h"

namespace imageco::complaintctl {
namespace {

using google::protobuf::util::TimeUtil;

void PrintJson(const google::protobuf::Message& message, std::ostream& stream) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(message, &json, options).ok()) stream << json;
}

std::string_view Title(const complaint::v1::ReplyResponse& response) {
  if (!response.has_result()) return "Valid. Nothing was sent.";
  return response.replayed() ? "Delivered before. Nothing was sent this time." : "Delivered.";
}

std::string Title(complaint::v1::ReplyState state) {
  const std::string name = complaint::v1::ReplyState_Name(state);
  constexpr std::string_view kPrefix = "REPLY_STATE_";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : absl::StrCat(state);
}

ExitCode ExitFor(complaint::v1::ReplyState state) {
  switch (state) {
    case complaint::v1::REPLY_STATE_DELIVERED:
      return ExitCode::kOk;
    case complaint::v1::REPLY_STATE_REJECTED:
      return ExitCode::kFailed;
    default:
      return ExitCode::kOutcomeUnknown;
  }
}

}  // namespace

ExitCode PrintReply(const complaint::v1::ReplyResponse& response, OutputFormat format,
                    Console& console) {
  if (format == OutputFormat::kJson) {
    PrintJson(response, console.out);
    return ExitCode::kOk;
  }
  console.out << Title(response) << '\n';
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
  if (format == OutputFormat::kJson) {
    PrintJson(response, console.out);
    return ExitFor(record.state());
  }
  console.out << Title(record.state()) << '\n';
  PrintLine("isspid", record.isspid(), console.out);
  PrintLine("transaction id", record.transaction_id(), console.out);
  PrintLine("result", ToText(record.result()), console.out);
  if (record.has_claim_time()) {
    PrintLine("claimed", TimeUtil::ToString(record.claim_time()), console.out);
  }
  if (record.has_settle_time()) {
    PrintLine("settled", TimeUtil::ToString(record.settle_time()), console.out);
  }
  return ExitFor(record.state());
}

}  // namespace imageco::complaintctl
