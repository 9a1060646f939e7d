#include <string>

#include "bridge/gateway/message/message_mapping.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A message with its reflection, which costs to be asked for.
struct Source {
  explicit Source(const Message& of) : message(of), reflection(*of.GetReflection()) {}

  const Message& message;
  const Reflection& reflection;
};

void AppendField(const FieldPlan& plan, const Source& source, Node& parent);

void AppendFields(const std::vector<FieldPlan>& plans, const Message& message, Node& parent) {
  const Source source(message);
  for (const FieldPlan& plan : plans) AppendField(plan, source, parent);
}

std::string Scalar(const FieldPlan& plan, const Source& source) {
  const auto& [message, reflection] = source;
  switch (plan.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, plan.field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, plan.field));
    default:
      return reflection.GetString(message, plan.field);
  }
}

std::string Item(const FieldPlan& plan, const Source& source, int index) {
  const auto& [message, reflection] = source;
  switch (plan.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetRepeatedInt32(message, plan.field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetRepeatedInt64(message, plan.field, index));
    default:
      return reflection.GetRepeatedString(message, plan.field, index);
  }
}

std::string Joined(const FieldPlan& plan, const Source& source) {
  std::string joined;
  const int items = source.reflection.FieldSize(source.message, plan.field);
  for (int i = 0; i < items; ++i) {
    if (i > 0) joined.append(plan.rule.separator());
    joined.append(Item(plan, source, i));
  }
  return joined;
}

Node Array(const FieldPlan& plan, const Source& source) {
  const auto& [message, reflection] = source;
  Node array = Node::Object(plan.rule.name());
  array.kind = Node::Kind::kArray;
  for (int i = 0; i < reflection.FieldSize(message, plan.field); ++i) {
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Node item = Node::Object("");
      AppendFields(plan.nested, reflection.GetRepeatedMessage(message, plan.field, i), item);
      array.children.push_back(std::move(item));
    } else {
      array.children.push_back(Node::Text("", Item(plan, source, i), plan.rule.cdata()));
    }
  }
  return array;
}

void AppendMessage(const FieldPlan& plan, const Source& source, Node& parent) {
  const Message& nested = source.reflection.GetMessage(source.message, plan.field);
  if (plan.rule.inlined()) return AppendFields(plan.nested, nested, parent);
  Node node = Node::Object(plan.rule.name());
  AppendFields(plan.nested, nested, node);
  if (!node.children.empty()) parent.children.push_back(std::move(node));
}

// A text that is set and empty counts as not set.
bool IsPresent(const FieldPlan& plan, const Source& source) {
  const auto& [message, reflection] = source;
  if (plan.field->is_repeated()) return reflection.FieldSize(message, plan.field) > 0;
  if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::string room;
    return !reflection.GetStringReference(message, plan.field, &room).empty();
  }
  return reflection.HasField(message, plan.field);
}

void AppendField(const FieldPlan& plan, const Source& source, Node& parent) {
  if (!IsPresent(plan, source)) return;
  if (plan.field->is_repeated() && plan.rule.separator().empty()) {
    parent.children.push_back(Array(plan, source));
  } else if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    AppendMessage(plan, source, parent);
  } else {
    parent.children.push_back(Node::Text(
        plan.rule.name(), plan.field->is_repeated() ? Joined(plan, source) : Scalar(plan, source),
        plan.rule.cdata()));
  }
}

}  // namespace

Node ToNode(const Plan& plan, const Message& request, const ConfiguredValues& configured) {
  Node root = Node::Object("");
  root.children.reserve(plan.request_nodes().size() + 1);
  root.children.push_back(Node::Text("request_type", plan.method().request_type()));
  const Source source(request);
  for (const NodePlan& node : plan.request_nodes()) {
    if (node.field != nullptr) {
      AppendField(*node.field, source, root);
    } else if (const auto it = configured.find(node.configured->name()); it != configured.end()) {
      root.children.push_back(Node::Text(it->first, it->second));
    }
  }
  return root;
}

}  // namespace imageco::bridge::gateway
