#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace imageco::complaintctl {

// What a call makes the bridge do where it succeeds.
enum class Effect {
  kNone,    // it only asks
  kSend,    // a reply is sent
  kSettle,  // an operator's finding is recorded
};

// A field of the request that the bridge finds at fault.
struct FieldViolation {
  std::string field;
  std::string description;
};

// A call that failed, taken apart.
struct Failure {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string message;
  std::string reason;  // a name of ErrorReason; empty where the bridge gave none
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_delay;

  // Of the request.
  std::string isspid;
  std::string transaction_id;
  Effect effect = Effect::kNone;  // kNone, too, where the bridge was never reached
};

// What a gRPC status says. `details` are the bytes of grpc-status-details-bin, a google.rpc.Status;
// what cannot be read in them, and an ErrorInfo of another domain than the bridge's, does not
// count. The request's part of the failure is left to the caller.
Failure DecodeFailure(absl::StatusCode code, std::string message, const std::string& details);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_
