#include "clients/complaintctl/call/failure_printer.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/gateway/codec/json_codec.h"
#include "clients/complaintctl/call/advice.h"
#include "clients/complaintctl/call/text_line.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Node;
using complaint::Error;
using complaint::FieldViolation;
using complaint::Sent;

std::string Lower(std::string_view name) { return absl::AsciiStrToLower(std::string(name)); }

std::string SentForPeople(Sent sent) {
  switch (sent) {
    case Sent::kNothing:
      return Say("nothing");
    case Sent::kPerhaps:
      return Say("perhaps");
    case Sent::kRefused:
      break;
  }
  return Say("yes, and refused");
}

std::string HttpStatus(const Error& error) {
  const auto found = error.metadata.find("http_status");
  return found == error.metadata.end() ? "" : found->second;
}

std::string ResultText(const Error& error) {
  complaint::v1::Result result;
  if (error.gateway_result) {
    result.set_id(error.gateway_result->id);
    result.set_comment(error.gateway_result->comment);
  }
  return ToText(result);
}

std::string RetryDelay(const Error& error) {
  if (!error.retry_delay) return "";
  return absl::StrCat(absl::ToDoubleSeconds(absl::FromChrono(*error.retry_delay)), "s");
}

std::string Title(const Error& error) {
  const std::string code(Name(error.code));
  return error.reason_name.empty() ? code : absl::StrCat(error.reason_name, " (", code, ")");
}

// As it was said; what our side says in front of it is ours to say.
std::string MessageOf(const Error& error) {
  constexpr std::string_view kNoConnection = "no connection to the bridge: ";
  if (!error.message.starts_with(kNoConnection)) return error.message;
  return Say("no connection to the bridge: $0",
             InLanguage(std::string_view(error.message).substr(kNoConnection.size())));
}

void PrintForPeople(const Failure& failure, const Advice& advice, std::ostream& stream) {
  const Error& error = failure.error;
  stream << Say("Failed: $0\n", Printable(Title(error)));
  PrintLine("message", MessageOf(error), stream);
  PrintLine("sent", SentForPeople(error.sent), stream);
  if (advice.perhaps_recorded) PrintLine("recorded", Say("perhaps"), stream);
  PrintLine("result", ResultText(error), stream);
  PrintLine("HTTP status", HttpStatus(error), stream);
  for (const FieldViolation& violation : error.violations) {
    PrintLine("field", absl::StrCat(violation.field, ": ", violation.description), stream);
  }
  PrintLine("retry after", RetryDelay(error), stream);
  PrintLine("isspid", failure.isspid, stream);
  PrintLine("transaction id", error.transaction_id, stream);
  PrintLine("what to do", InLanguage(advice.text), stream);
}

void AddText(std::string name, std::string_view text, Node& object) {
  if (text.empty()) return;
  object.children.push_back(Node::Text(std::move(name), Printable(text)));
}

void AddIfFilled(Node child, Node& object) {
  if (!child.children.empty()) object.children.push_back(std::move(child));
}

Node MetadataNode(const Error& error) {
  Node metadata = Node::Object("metadata");
  for (const auto& [name, value] : error.metadata) AddText(name, value, metadata);
  return metadata;
}

Node ViolationsNode(const Error& error) {
  Node violations = Node::Object("field_violations");
  violations.kind = Node::Kind::kArray;
  for (const FieldViolation& violation : error.violations) {
    Node& item = violations.children.emplace_back(Node::Object(""));
    AddText("field", violation.field, item);
    AddText("description", violation.description, item);
  }
  return violations;
}

Node ErrorNode(const Failure& failure, const Advice& advice) {
  const Error& error = failure.error;
  Node node = Node::Object("error");
  AddText("reason", error.reason_name, node);
  AddText("code", Name(error.code), node);
  AddText("message", error.message, node);
  AddText("sent", Lower(Name(error.sent)), node);
  if (advice.perhaps_recorded) AddText("recorded", "perhaps", node);
  AddText("isspid", failure.isspid, node);
  AddText("transaction_id", error.transaction_id, node);
  AddIfFilled(MetadataNode(error), node);
  AddIfFilled(ViolationsNode(error), node);
  AddText("retry_delay", RetryDelay(error), node);
  AddText("advice", advice.text, node);
  return node;
}

}  // namespace

ExitCode PrintFailure(const Failure& failure, OutputFormat format, Console& console) {
  const Advice advice = AdviceFor(failure);
  if (format == OutputFormat::kPeople) {
    PrintForPeople(failure, advice, console.err);
    return advice.exit;
  }
  Node root = Node::Object("");
  root.children.push_back(ErrorNode(failure, advice));
  console.out << bridge::gateway::WriteJson(root) << '\n';
  return advice.exit;
}

}  // namespace imageco::complaintctl
