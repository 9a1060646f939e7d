#ifndef IMAGECO_BRIDGE_FINGERPRINT_H_
#define IMAGECO_BRIDGE_FINGERPRINT_H_

#include "absl/status/statusor.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::bridge {

// SHA-256 over every field of the request that says what is sent, isspid filled in. The same for
// every version of this software that knows the same fields. Fails where OpenSSL makes no digest.
absl::StatusOr<ledger::Fingerprint> FingerprintOf(const complaint::v1::ReplyRequest& request);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_FINGERPRINT_H_
