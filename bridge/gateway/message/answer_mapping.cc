#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/message/message_mapping.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kResponseType = "response_type";

absl::Status Fault(const std::string& node, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat("answer: ", node, " ", what));
}

// The nodes of that name.
std::vector<const Node*> Find(const Node& parent, std::string_view name) {
  std::vector<const Node*> found;
  for (const Node& child : parent.children) {
    if (child.name == name) found.push_back(&child);
  }
  return found;
}

// Null counts as absent.
bool IsAbsent(const std::vector<const Node*>& nodes) {
  return nodes.empty() || (nodes.size() == 1 && nodes.front()->kind == Node::Kind::kNull);
}

absl::Status Fill(const std::vector<FieldPlan>& plans, const Node& node, Message& message);

template <typename Integer>
absl::StatusOr<Integer> ToInteger(const FieldPlan& plan, const Node& node) {
  Integer value = 0;
  const bool scalar = node.kind == Node::Kind::kText || node.kind == Node::Kind::kLiteral;
  if (!scalar || !absl::SimpleAtoi(node.text, &value)) {
    return Fault(plan.rule.name(), "is not a number");
  }
  return value;
}

// An XML element without anything in it may be a message without members.
bool MayBeObject(const Node& node) {
  if (node.kind == Node::Kind::kText) return node.text.empty();
  return node.kind == Node::Kind::kObject;
}

absl::Status CheckText(const FieldPlan& plan, const Node& node) {
  if (node.kind != Node::Kind::kText) return Fault(plan.rule.name(), "is not a text");
  const uint32_t max = plan.rule.max_chars();
  if (max != 0 && CountCodePoints(node.text) > max) return Fault(plan.rule.name(), "is too long");
  return absl::OkStatus();
}

// Puts one node into one value of the field: the only one, or one more.
absl::Status FillValue(const FieldPlan& plan, const Node& node, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* field = plan.field;
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!MayBeObject(node)) return Fault(plan.rule.name(), "has no members");
      return Fill(plan.nested, node,
                  repeated ? *reflection.AddMessage(&message, field)
                           : *reflection.MutableMessage(&message, field));
    case FieldDescriptor::CPPTYPE_INT32: {
      const absl::StatusOr<int32_t> value = ToInteger<int32_t>(plan, node);
      if (!value.ok()) return value.status();
      repeated ? reflection.AddInt32(&message, field, *value)
               : reflection.SetInt32(&message, field, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const absl::StatusOr<int64_t> value = ToInteger<int64_t>(plan, node);
      if (!value.ok()) return value.status();
      repeated ? reflection.AddInt64(&message, field, *value)
               : reflection.SetInt64(&message, field, *value);
      return absl::OkStatus();
    }
    default:
      if (absl::Status status = CheckText(plan, node); !status.ok()) return status;
      repeated ? reflection.AddString(&message, field, node.text)
               : reflection.SetString(&message, field, node.text);
      return absl::OkStatus();
  }
}

absl::Status FillJoined(const FieldPlan& plan, const Node& node, Message& message) {
  if (node.kind != Node::Kind::kText) return Fault(plan.rule.name(), "is not a text");
  if (node.text.empty()) return absl::OkStatus();
  for (const absl::string_view item : absl::StrSplit(node.text, plan.rule.separator())) {
    message.GetReflection()->AddString(&message, plan.field, std::string(item));
  }
  return absl::OkStatus();
}

// JSON has one array, XML an element for every item.
absl::Status FillItems(const FieldPlan& plan, const std::vector<const Node*>& nodes,
                       Message& message) {
  for (const Node* node : nodes) {
    if (node->kind != Node::Kind::kArray) {
      if (absl::Status status = FillValue(plan, *node, message); !status.ok()) return status;
      continue;
    }
    if (nodes.size() > 1) return Fault(plan.rule.name(), "stands there twice");
    for (const Node& item : node->children) {
      if (absl::Status status = FillValue(plan, item, message); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

// Whether any node of an inlined message is there.
bool HasAny(const std::vector<FieldPlan>& plans, const Node& parent) {
  return std::any_of(plans.begin(), plans.end(), [&parent](const FieldPlan& plan) {
    return plan.rule.inlined() ? HasAny(plan.nested, parent)
                               : !IsAbsent(Find(parent, plan.rule.name()));
  });
}

absl::Status FillField(const FieldPlan& plan, const Node& parent, Message& message) {
  if (plan.rule.inlined()) {
    if (!plan.rule.required() && !HasAny(plan.nested, parent)) return absl::OkStatus();
    return Fill(plan.nested, parent,
                *message.GetReflection()->MutableMessage(&message, plan.field));
  }
  const std::vector<const Node*> nodes = Find(parent, plan.rule.name());
  if (IsAbsent(nodes)) {
    return plan.rule.required() ? Fault(plan.rule.name(), "is missing") : absl::OkStatus();
  }
  const bool items = plan.field->is_repeated() && plan.rule.separator().empty();
  if (items) return FillItems(plan, nodes, message);
  if (nodes.size() > 1) return Fault(plan.rule.name(), "stands there twice");
  return plan.field->is_repeated() ? FillJoined(plan, *nodes.front(), message)
                                   : FillValue(plan, *nodes.front(), message);
}

absl::Status Fill(const std::vector<FieldPlan>& plans, const Node& node, Message& message) {
  for (const FieldPlan& plan : plans) {
    if (absl::Status status = FillField(plan, node, message); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// XML does not keep white space at the ends.
bool IsEcho(const std::string& answered, const std::string& asked) {
  return answered == asked || answered == absl::StripAsciiWhitespace(asked);
}

absl::Status CheckEchoes(const Plan& plan, const Message& request, const Message& response) {
  for (const FieldPlan& answered : plan.response()) {
    if (!answered.rule.echoed()) continue;
    const FieldDescriptor* asked = request.GetDescriptor()->FindFieldByName(answered.field->name());
    if (!IsEcho(response.GetReflection()->GetString(response, answered.field),
                request.GetReflection()->GetString(request, asked))) {
      return Fault(answered.rule.name(), "is not the request's");
    }
  }
  return absl::OkStatus();
}

}  // namespace

bool IsGatewayAnswer(const Node& answer) { return !IsAbsent(Find(answer, kResponseType)); }

absl::Status FromNode(const Plan& plan, const Node& answer, const Message& request,
                      Message& response) {
  const std::vector<const Node*> type = Find(answer, kResponseType);
  if (type.size() != 1 || type.front()->kind != Node::Kind::kText ||
      type.front()->text != plan.method().response_type()) {
    return Fault(std::string(kResponseType), "is not the one documented");
  }
  if (absl::Status status = Fill(plan.response(), answer, response); !status.ok()) return status;
  return CheckEchoes(plan, request, response);
}

}  // namespace imageco::bridge::gateway
