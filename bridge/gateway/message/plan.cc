#include "bridge/gateway/message/plan.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

absl::Status Fault(const FieldDescriptor& field, const char* what) {
  return absl::FailedPreconditionError(absl::StrCat(field.full_name(), ": ", what));
}

bool IsOnWire(FieldDescriptor::CppType type) {
  switch (type) {
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return true;
    default:
      return false;
  }
}

bool IsOneString(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING && !field.is_repeated();
}

absl::Status Check(const FieldDescriptor& field, const wire::v1::Field& rule) {
  const bool is_string = field.type() == FieldDescriptor::TYPE_STRING;
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!IsOnWire(field.cpp_type()) || field.type() == FieldDescriptor::TYPE_BYTES ||
      field.is_map()) {
    return Fault(field, "the wire has strings, int32, int64 and messages only");
  }
  if (!rule.separator().empty() && !(field.is_repeated() && is_string)) {
    return Fault(field, "separator is for repeated strings");
  }
  if (rule.max_items() != 0 && !field.is_repeated()) {
    return Fault(field, "max_items is for repeated fields");
  }
  const bool of_text =
      rule.max_chars() != 0 || rule.https_url() || rule.cdata() || rule.identifier();
  if (of_text && !is_string) {
    return Fault(field, "max_chars, https_url, cdata and identifier are for strings");
  }
  if (rule.result_part() != wire::v1::RESULT_PART_UNSPECIFIED && !IsOneString(field)) {
    return Fault(field, "result_part is for strings that are not repeated");
  }
  if (rule.inlined() && (!is_message || field.is_repeated())) {
    return Fault(field, "inlined is for messages that are not repeated");
  }
  return absl::OkStatus();
}

using Around = std::vector<const Descriptor*>;

absl::StatusOr<std::vector<FieldPlan>> CompileFields(const Descriptor& message, Around around);

absl::StatusOr<FieldPlan> CompileField(const FieldDescriptor& field, const Around& around) {
  FieldPlan plan{&field, field.options().GetExtension(wire::v1::field), {}};
  if (absl::Status status = Check(field, plan.rule); !status.ok()) return status;
  if (plan.rule.echoed() && around.size() > 1) {
    return Fault(field, "echoed is for fields of the answer itself");
  }
  if (plan.rule.name().empty()) plan.rule.set_name(field.name());
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return plan;
  if (std::find(around.begin(), around.end(), field.message_type()) != around.end()) {
    return Fault(field, "its message holds itself");
  }
  absl::StatusOr<std::vector<FieldPlan>> nested = CompileFields(*field.message_type(), around);
  if (!nested.ok()) return nested.status();
  plan.nested = *std::move(nested);
  return plan;
}

// The fields of `message`, which stands in `around`, that stand on the wire, in the order of their
// numbers.
absl::StatusOr<std::vector<FieldPlan>> CompileFields(const Descriptor& message, Around around) {
  around.push_back(&message);
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < message.field_count(); ++i) {
    if (message.field(i)->options().HasExtension(wire::v1::field)) {
      fields.push_back(message.field(i));
    }
  }
  std::sort(fields.begin(), fields.end(),
            [](const auto* a, const auto* b) { return a->number() < b->number(); });

  std::vector<FieldPlan> plans;
  for (const FieldDescriptor* field : fields) {
    absl::StatusOr<FieldPlan> plan = CompileField(*field, around);
    if (!plan.ok()) return plan.status();
    plans.push_back(*std::move(plan));
  }
  return plans;
}

// The paths of the fields that are that part of the result, below those of `around`.
std::vector<FieldPath> PathsOf(wire::v1::ResultPart part, const std::vector<FieldPlan>& fields,
                               const FieldPath& around = {}) {
  std::vector<FieldPath> paths;
  for (const FieldPlan& field : fields) {
    FieldPath path = around;
    path.push_back(&field);
    if (field.rule.result_part() == part) paths.push_back(path);
    if (field.field->is_repeated()) continue;
    for (FieldPath& nested : PathsOf(part, field.nested, path)) paths.push_back(std::move(nested));
  }
  return paths;
}

bool HasTypes(const wire::v1::Method& method) {
  return !method.request_type().empty() && !method.response_type().empty();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Plan>> Plan::Compile(
    const google::protobuf::MethodDescriptor& method) {
  std::unique_ptr<Plan> plan(new Plan);
  plan->method_ = method.options().GetExtension(wire::v1::method);
  if (!HasTypes(plan->method_)) {
    return absl::FailedPreconditionError(
        absl::StrCat(method.full_name(), ": no request_type and response_type"));
  }
  absl::StatusOr<std::vector<FieldPlan>> request = CompileFields(*method.input_type(), {});
  if (!request.ok()) return request.status();
  absl::StatusOr<std::vector<FieldPlan>> response = CompileFields(*method.output_type(), {});
  if (!response.ok()) return response.status();
  plan->request_ = *std::move(request);
  plan->response_ = *std::move(response);
  if (absl::Status status = plan->PlaceConfigured(); !status.ok()) return status;
  if (absl::Status status = plan->FindEchoes(); !status.ok()) return status;
  if (absl::Status status = plan->FindResult(); !status.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(method.full_name(), ": ", status.message()));
  }
  return std::unique_ptr<const Plan>(std::move(plan));
}

absl::Status Plan::PlaceConfigured() {
  for (const FieldPlan& field : request_) request_nodes_.push_back({&field, nullptr});
  for (const wire::v1::ConfiguredNode& node : method_.configured()) {
    auto at = request_nodes_.begin();
    if (!node.after().empty()) {
      at = std::find_if(at, request_nodes_.end(), [&node](const NodePlan& other) {
        const std::string& name =
            other.field != nullptr ? other.field->rule.name() : other.configured->name();
        return name == node.after();
      });
      if (at == request_nodes_.end()) {
        return absl::FailedPreconditionError(absl::StrCat(node.name(), ": there is no node ",
                                                          node.after(), " that it could follow"));
      }
      ++at;
    }
    request_nodes_.insert(at, {nullptr, &node});
  }
  return absl::OkStatus();
}

absl::Status Plan::FindEchoes() {
  for (FieldPlan& answer : response_) {
    if (!answer.rule.echoed()) continue;
    const auto asked = std::find_if(request_.begin(), request_.end(), [&answer](const auto& plan) {
      return plan.field->name() == answer.field->name() && IsOneString(*plan.field);
    });
    if (asked == request_.end() || !IsOneString(*answer.field)) {
      return Fault(*answer.field, "the request has no such string to be echoed");
    }
    answer.echo_of = asked->field;
  }
  return absl::OkStatus();
}

absl::Status Plan::FindResult() {
  std::vector<FieldPath> ids = PathsOf(wire::v1::RESULT_PART_ID, response_);
  std::vector<FieldPath> comments = PathsOf(wire::v1::RESULT_PART_COMMENT, response_);
  const auto must_be_there = [](const FieldPlan* field) { return field->rule.required(); };
  if (ids.size() != 1 || !std::all_of(ids[0].begin(), ids[0].end(), must_be_there)) {
    return absl::FailedPreconditionError(
        "its answer cannot be judged without one required field that is RESULT_PART_ID");
  }
  if (comments.size() > 1) {
    return absl::FailedPreconditionError("its answer has more than one RESULT_PART_COMMENT");
  }
  const bool echoes = std::any_of(response_.begin(), response_.end(), [](const FieldPlan& field) {
    return field.rule.echoed() && field.rule.required();
  });
  if (!echoes) {
    return absl::FailedPreconditionError(
        "its answer cannot be told from another's without a required field that is echoed");
  }
  result_id_ = std::move(ids[0]);
  if (!comments.empty()) result_comment_ = std::move(comments[0]);
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway
