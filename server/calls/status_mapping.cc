#include "server/calls/status_mapping.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

using namespace complaint::v1;  // NOLINT(google-build-using-namespace): the reasons
using bridge::Failure;

constexpr char kDomain[] = "complaint.imageco";
// Of the details as they are sent: gRPC loses the whole error where its headers grow beyond 8 KB.
constexpr size_t kDetailsBytesMax = 4000;
// Whoever is told to wait longer would not come back.
constexpr absl::Duration kRetryDelayMax = absl::Hours(24);
constexpr absl::Duration kRetryTooManyCalls = absl::Seconds(1);

grpc::StatusCode CodeOf(ErrorReason reason) {
  switch (reason) {
    case INVALID_REQUEST:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case MERCHANT_NOT_CONFIGURED:
    case REPLY_NOT_FOUND:
      return grpc::StatusCode::NOT_FOUND;
    case CALLER_NOT_ALLOWED:
      return grpc::StatusCode::PERMISSION_DENIED;
    case TRANSACTION_ID_REUSED:
      return grpc::StatusCode::ALREADY_EXISTS;
    case GATEWAY_REJECTED:
    case REPLY_NOT_UNKNOWN:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case OUTCOME_UNKNOWN:
      return grpc::StatusCode::UNKNOWN;
    case REPLY_IN_PROGRESS:
      return grpc::StatusCode::ABORTED;
    case GATEWAY_UNREACHABLE:
    case CIRCUIT_OPEN:
    case LEDGER_UNAVAILABLE:
    case DRAINING:
      return grpc::StatusCode::UNAVAILABLE;
    case RATE_LIMITED:
    case OVERLOADED:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case DEADLINE_TOO_SHORT:
      return grpc::StatusCode::DEADLINE_EXCEEDED;
    default:
      return grpc::StatusCode::INTERNAL;
  }
}

google::rpc::ErrorInfo ToErrorInfo(const Failure& failure) {
  google::rpc::ErrorInfo info;
  info.set_domain(kDomain);
  info.set_reason(ErrorReason_Name(failure.reason));
  for (const auto& [name, value] : failure.metadata) (*info.mutable_metadata())[name] = value;
  return info;
}

google::rpc::RetryInfo ToRetryInfo(absl::Duration delay) {
  google::rpc::RetryInfo info;
  delay = std::clamp(delay, absl::ZeroDuration(), kRetryDelayMax);
  const int64_t seconds = absl::IDivDuration(delay, absl::Seconds(1), &delay);
  info.mutable_retry_delay()->set_seconds(seconds);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(delay)));
  return info;
}

// As many faults as `bytes_max` holds; the last line then says how many more there are.
google::rpc::BadRequest ToBadRequest(const Failure& failure, size_t bytes_max) {
  google::rpc::BadRequest bad_request;
  for (const bridge::gateway::FieldFault& fault : failure.faults) {
    auto& violation = *bad_request.add_field_violations();
    violation.set_field(fault.field);
    violation.set_description(fault.description);
    if (bad_request.ByteSizeLong() <= bytes_max) continue;
    const size_t left = failure.faults.size() - bad_request.field_violations_size() + 1;
    violation.set_description(absl::StrCat("and ", left, " more faults from here on"));
    break;
  }
  return bad_request;
}

grpc::Status ToStatus(const Failure& failure, grpc::StatusCode code) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(failure.message);
  status.add_details()->PackFrom(ToErrorInfo(failure));
  if (failure.retry_after) status.add_details()->PackFrom(ToRetryInfo(*failure.retry_after));
  if (!failure.faults.empty()) {
    constexpr size_t kRoomForFault = 400;
    const size_t used = status.ByteSizeLong() + kRoomForFault;
    status.add_details()->PackFrom(
        ToBadRequest(failure, kDetailsBytesMax > used ? kDetailsBytesMax - used : 0));
  }
  return grpc::Status(code, failure.message, status.SerializeAsString());
}

}  // namespace

grpc::Status ToStatus(const Failure& failure) { return ToStatus(failure, CodeOf(failure.reason)); }

grpc::Status ToStatus(const Refusal& refusal) {
  const bool is_unknown =
      refusal.why == Refusal::Why::kNoIdentity || refusal.why == Refusal::Why::kBadCredential;
  return ToStatus(refusal.failure,
                  is_unknown ? grpc::StatusCode::UNAUTHENTICATED : CodeOf(refusal.failure.reason));
}

Failure TooManyCalls() {
  Failure failure;
  failure.reason = OVERLOADED;
  failure.message = "too many calls are under way; this call sent nothing";
  failure.retry_after = kRetryTooManyCalls;
  return failure;
}

}  // namespace imageco::server
