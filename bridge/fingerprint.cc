#include "bridge/fingerprint.h"

#include <string>

#include "bridge/sha256.h"

namespace imageco::bridge {

absl::StatusOr<ledger::Fingerprint> FingerprintOf(const complaint::v1::ReplyRequest& request) {
  complaint::v1::ReplyRequest content = request;
  content.clear_validate_only();
  content.DiscardUnknownFields();
  // Without maps, fields are written in the order of their numbers.
  return Sha256Of(content.SerializeAsString());
}

}  // namespace imageco::bridge
