#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "bridge/gateway/codec/character.h"
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

using Found = absl::InlinedVector<const Node*, 4>;

// The nodes of that name.
Found Find(const Node& parent, std::string_view name) {
  Found found;
  for (const Node& child : parent.children) {
    if (child.name == name) found.push_back(&child);
  }
  return found;
}

// Null counts as absent.
bool IsAbsent(const Found& nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [](const Node* node) { return node->kind == Node::Kind::kNull; });
}

// Whether all of them, of which there is one, say the same, so that the first one speaks for all.
bool Agree(const Found& nodes) {
  return std::all_of(nodes.begin() + 1, nodes.end(),
                     [&nodes](const Node* node) { return SameContent(*nodes.front(), *node); });
}

bool IsNumber(const Node& node) {
  return node.kind == Node::Kind::kLiteral && node.text != "true" && node.text != "false";
}

// Some servers write an id of digits as a number.
bool IsText(const Node& node) { return node.kind == Node::Kind::kText || IsNumber(node); }

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
  if (node.kind == Node::Kind::kText) return Stripped(node.text).empty();
  return node.kind == Node::Kind::kObject;
}

// The value of a text. What the result's id says, it says by every character.
std::string ValueOf(const FieldPlan& plan, const Node& node) {
  const bool whole = plan.rule.result_part() == wire::v1::RESULT_PART_ID;
  return whole ? node.text : std::string(Stripped(node.text));
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
      if (!IsText(node)) return Fault(plan.rule.name(), "is not a text");
      repeated ? reflection.AddString(&message, field, ValueOf(plan, node))
               : reflection.SetString(&message, field, ValueOf(plan, node));
      return absl::OkStatus();
  }
}

absl::Status FillJoined(const FieldPlan& plan, const Node& node, Message& message) {
  if (!IsText(node)) return Fault(plan.rule.name(), "is not a text");
  const std::string joined(Stripped(node.text));
  if (joined.empty()) return absl::OkStatus();
  for (const absl::string_view item : absl::StrSplit(joined, plan.rule.separator())) {
    message.GetReflection()->AddString(&message, plan.field, std::string(item));
  }
  return absl::OkStatus();
}

// JSON has one array, XML an element for every item.
absl::Status FillItems(const FieldPlan& plan, const Found& nodes, Message& message) {
  for (const Node* node : nodes) {
    if (node->kind != Node::Kind::kArray) {
      if (absl::Status status = FillValue(plan, *node, message); !status.ok()) return status;
      continue;
    }
    if (!Agree(nodes)) return Fault(plan.rule.name(), "stands there twice");
    message.GetReflection()->ClearField(&message, plan.field);
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
  const Found nodes = Find(parent, plan.rule.name());
  if (IsAbsent(nodes)) {
    return plan.rule.required() ? Fault(plan.rule.name(), "is missing") : absl::OkStatus();
  }
  const bool items = plan.field->is_repeated() && plan.rule.separator().empty();
  if (items) return FillItems(plan, nodes, message);
  if (!Agree(nodes)) return Fault(plan.rule.name(), "stands there twice");
  return plan.field->is_repeated() ? FillJoined(plan, *nodes.front(), message)
                                   : FillValue(plan, *nodes.front(), message);
}

absl::Status Fill(const std::vector<FieldPlan>& plans, const Node& node, Message& message) {
  for (const FieldPlan& plan : plans) {
    if (absl::Status status = FillField(plan, node, message); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckEchoes(const Plan& plan, const Node& answer, const Message& request,
                         Message& response) {
  for (const FieldPlan& echo : plan.response()) {
    if (echo.echo_of == nullptr) continue;
    std::string room;
    const std::string& asked =
        request.GetReflection()->GetStringReference(request, echo.echo_of, &room);
    const Reflection& reflection = *response.GetReflection();
    std::string more_room;
    const std::string& answered = reflection.GetStringReference(response, echo.field, &more_room);
    const bool absent = IsAbsent(Find(answer, echo.rule.name()));
    if (!absent && answered != Stripped(asked)) {
      return Fault(echo.rule.name(), "is not the request's");
    }
    reflection.SetString(&response, echo.field, asked);
  }
  return absl::OkStatus();
}

absl::Status CheckResponseType(const Plan& plan, const Node& answer) {
  const Found types = Find(answer, kResponseType);
  if (IsAbsent(types)) return absl::OkStatus();
  const bool documented = Agree(types) && types.front()->kind == Node::Kind::kText &&
                          Stripped(types.front()->text) == plan.method().response_type();
  return documented ? absl::OkStatus()
                    : Fault(std::string(kResponseType), "is not the one documented");
}

// The text of the node that `path` leads to; nothing where there is none.
std::string TextAt(const FieldPath& path, const Node& answer) {
  const Node* node = &answer;
  for (const FieldPlan* field : path) {
    if (field->rule.inlined()) continue;
    const Found found = Find(*node, field->rule.name());
    if (found.empty()) return "";
    node = found.front();
  }
  return !path.empty() && IsText(*node) ? node->text : "";
}

}  // namespace

bool IsGatewayAnswer(const Plan& plan, const Node& answer) {
  if (!IsAbsent(Find(answer, kResponseType))) return true;
  const auto first = std::find_if(plan.result_id().begin(), plan.result_id().end(),
                                  [](const FieldPlan* field) { return !field->rule.inlined(); });
  return !IsAbsent(Find(answer, (*first)->rule.name()));
}

absl::Status FromNode(const Plan& plan, const Node& answer, const Message& request,
                      Message& response) {
  response.Clear();
  if (absl::Status status = CheckResponseType(plan, answer); !status.ok()) return status;
  if (absl::Status status = Fill(plan.response(), answer, response); !status.ok()) return status;
  return CheckEchoes(plan, answer, request, response);
}

GatewayResult ResultOf(const Plan& plan, const Node& answer) {
  return {TextAt(plan.result_id(), answer),
          std::string(Stripped(TextAt(plan.result_comment(), answer)))};
}

}  // namespace imageco::bridge::gateway
