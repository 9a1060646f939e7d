#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_PLAN_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_PLAN_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "imageco/wire/v1/wire.pb.h"

namespace imageco::bridge::gateway {

// One field of a message and where it stands on the wire.
struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  wire::v1::Field rule;           // as the proto has it, with the name filled in
  std::vector<FieldPlan> nested;  // of a message field
  // Of a field of an answer that echoes one of its request: that one.
  const google::protobuf::FieldDescriptor* echo_of = nullptr;
};

// A node of a request: a field's, or one that the configuration fills.
struct NodePlan {
  const FieldPlan* field = nullptr;
  const wire::v1::ConfiguredNode* configured = nullptr;
};

// A field of a message, by the fields that lead to it: the last one is the field.
using FieldPath = std::vector<const FieldPlan*>;

// One of the vendor's interfaces, compiled from the options of a method (imageco/wire/v1). What
// codecs, validator and signature know of a message, they know from here. Immutable; descriptors
// must outlive it.
class Plan {
 public:
  // Fails where an option makes no sense: no method option, a separator on a field that is not
  // repeated, a node that follows none, an echo of nothing, a type that the wire does not know, a
  // message that holds itself, an answer that nobody could judge: one without exactly one id of the
  // result, or without an echo that must be there.
  static absl::StatusOr<std::unique_ptr<const Plan>> Compile(
      const google::protobuf::MethodDescriptor& method);

  const wire::v1::Method& method() const { return method_; }
  const std::vector<FieldPlan>& request() const { return request_; }
  const std::vector<FieldPlan>& response() const { return response_; }
  // The request's nodes after request_type, in the order of the wire.
  const std::vector<NodePlan>& request_nodes() const { return request_nodes_; }
  // Where an answer has its result's id, and its comment; the latter is empty where it has none.
  const FieldPath& result_id() const { return result_id_; }
  const FieldPath& result_comment() const { return result_comment_; }

 private:
  Plan() = default;
  absl::Status PlaceConfigured();
  absl::Status FindEchoes();
  absl::Status FindResult();

  wire::v1::Method method_;
  std::vector<FieldPlan> request_;
  std::vector<FieldPlan> response_;
  std::vector<NodePlan> request_nodes_;
  FieldPath result_id_;
  FieldPath result_comment_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_PLAN_H_
