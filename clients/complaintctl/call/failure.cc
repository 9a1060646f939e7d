#include "clients/complaintctl/call/failure.h"

#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace imageco::complaintctl {
namespace {

constexpr char kDomain[] = "complaint.imageco";

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

void Take(const google::rpc::ErrorInfo& info, Failure& failure) {
  if (info.domain() != kDomain) return;
  failure.reason = info.reason();
  failure.metadata = {info.metadata().begin(), info.metadata().end()};
}

void Take(const google::rpc::BadRequest& bad_request, Failure& failure) {
  for (const auto& violation : bad_request.field_violations()) {
    failure.violations.push_back({violation.field(), violation.description()});
  }
}

void Take(const google::rpc::RetryInfo& retry_info, Failure& failure) {
  failure.retry_delay = ToDuration(retry_info.retry_delay());
}

template <typename Detail>
void TakeIf(const google::protobuf::Any& any, Failure& failure) {
  Detail detail;
  if (any.Is<Detail>() && any.UnpackTo(&detail)) Take(detail, failure);
}

}  // namespace

Failure DecodeFailure(absl::StatusCode code, std::string message, const std::string& details) {
  Failure failure;
  failure.code = code;
  failure.message = std::move(message);
  google::rpc::Status status;
  if (!status.ParseFromString(details)) return failure;
  for (const google::protobuf::Any& any : status.details()) {
    TakeIf<google::rpc::ErrorInfo>(any, failure);
    TakeIf<google::rpc::BadRequest>(any, failure);
    TakeIf<google::rpc::RetryInfo>(any, failure);
  }
  return failure;
}

}  // namespace imageco::complaintctl
