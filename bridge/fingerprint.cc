#include "bridge/fingerprint.h"

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <string>

#include "bridge/sha256.h"

namespace imageco::bridge {

using complaint::v1::ReplyRequest;

namespace {

bool HasUnknownFields(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

// Whether all of it counts.
bool IsContentAlone(const ReplyRequest& request) {
  return !request.validate_only() && !HasUnknownFields(request) &&
         !HasUnknownFields(request.jump_link());
}

}  // namespace

absl::StatusOr<ledger::Fingerprint> FingerprintOf(const ReplyRequest& request) {
  if (IsContentAlone(request)) return Sha256Of(request.SerializeAsString());
  ReplyRequest content = request;
  content.clear_validate_only();
  content.DiscardUnknownFields();
  // Without maps, fields are written in the order of their numbers.
  return Sha256Of(content.SerializeAsString());
}

}  // namespace imageco::bridge
