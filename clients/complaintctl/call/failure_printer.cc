#include "clients/complaintctl/call/failure_printer.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "clients/complaintctl/call/advice.h"
#include "clients/complaintctl/call/text_line.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Node;

struct SentName {
  std::string_view json;
  std::string_view people;
};

SentName NameOf(Sent sent) {
  switch (sent) {
    case Sent::kNothing:
      return {"nothing", "nothing"};
    case Sent::kRefused:
      return {"refused", "yes, and refused"};
    default:
      return {"perhaps", "perhaps"};
  }
}

std::string Metadata(const Failure& failure, const std::string& name) {
  const auto found = failure.metadata.find(name);
  return found == failure.metadata.end() ? "" : found->second;
}

std::string ResultText(const Failure& failure) {
  complaint::v1::Result result;
  result.set_id(Metadata(failure, "result_id"));
  result.set_comment(Metadata(failure, "result_comment"));
  return ToText(result);
}

std::string RetryDelay(const Failure& failure) {
  if (!failure.retry_delay) return "";
  return absl::StrCat(absl::ToDoubleSeconds(*failure.retry_delay), "s");
}

std::string Title(const Failure& failure) {
  const std::string code = absl::StatusCodeToString(failure.code);
  return failure.reason.empty() ? code : absl::StrCat(failure.reason, " (", code, ")");
}

void PrintForPeople(const Failure& failure, const Advice& advice, std::ostream& stream) {
  stream << "Failed: " << Printable(Title(failure)) << '\n';
  PrintLine("message", failure.message, stream);
  PrintLine("sent", NameOf(advice.sent).people, stream);
  if (advice.perhaps_recorded) PrintLine("recorded", "perhaps", stream);
  PrintLine("result", ResultText(failure), stream);
  PrintLine("HTTP status", Metadata(failure, "http_status"), stream);
  for (const FieldViolation& violation : failure.violations) {
    PrintLine("field", absl::StrCat(violation.field, ": ", violation.description), stream);
  }
  PrintLine("retry after", RetryDelay(failure), stream);
  PrintLine("isspid", failure.isspid, stream);
  PrintLine("transaction id", failure.transaction_id, stream);
  PrintLine("what to do", advice.text, stream);
}

void AddText(std::string name, std::string_view text, Node& object) {
  if (text.empty()) return;
  object.children.push_back(Node::Text(std::move(name), Printable(text)));
}

void AddIfFilled(Node child, Node& object) {
  if (!child.children.empty()) object.children.push_back(std::move(child));
}

Node MetadataNode(const Failure& failure) {
  Node metadata = Node::Object("metadata");
  for (const auto& [name, value] : failure.metadata) AddText(name, value, metadata);
  return metadata;
}

Node ViolationsNode(const Failure& failure) {
  Node violations = Node::Object("field_violations");
  violations.kind = Node::Kind::kArray;
  for (const FieldViolation& violation : failure.violations) {
    Node& item = violations.children.emplace_back(Node::Object(""));
    AddText("field", violation.field, item);
    AddText("description", violation.description, item);
  }
  return violations;
}

Node ErrorNode(const Failure& failure, const Advice& advice) {
  Node error = Node::Object("error");
  AddText("reason", failure.reason, error);
  AddText("code", absl::StatusCodeToString(failure.code), error);
  AddText("message", failure.message, error);
  AddText("sent", NameOf(advice.sent).json, error);
  if (advice.perhaps_recorded) AddText("recorded", "perhaps", error);
  AddText("isspid", failure.isspid, error);
  AddText("transaction_id", failure.transaction_id, error);
  AddIfFilled(MetadataNode(failure), error);
  AddIfFilled(ViolationsNode(failure), error);
  AddText("retry_delay", RetryDelay(failure), error);
  AddText("advice", advice.text, error);
  return error;
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
