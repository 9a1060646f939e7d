#include "clients/cpp/src/status_details.h"

#include <chrono>

#include "clients/cpp/src/time_conversion.h"
#include "imageco/complaint/client/status_details.pb.h"

namespace imageco::complaint {
namespace {

constexpr char kDomain[] = "complaint.imageco";
constexpr char kTypePrefix[] = "type.googleapis.com/google.rpc.";

void Take(const client::ErrorInfo& info, Error& error) {
  if (info.domain() != kDomain) return;
  error.reason_name = info.reason();
  error.metadata = {info.metadata().begin(), info.metadata().end()};
}

void Take(const client::BadRequest& bad_request, Error& error) {
  for (const auto& violation : bad_request.field_violations()) {
    error.violations.push_back({violation.field(), violation.description()});
  }
}

void Take(const client::RetryInfo& retry_info, Error& error) {
  if (retry_info.has_retry_delay()) error.retry_delay = ToNanoseconds(retry_info.retry_delay());
}

// The copy's messages have the names of Google's, in another package.
template <typename Detail>
std::string TypeUrl() {
  return kTypePrefix + Detail::descriptor()->name();
}

template <typename Detail>
void TakeIf(const google::protobuf::Any& any, Error& error) {
  Detail detail;
  if (any.type_url() == TypeUrl<Detail>() && detail.ParseFromString(any.value())) {
    Take(detail, error);
  }
}

template <typename Detail>
void Add(const Detail& detail, client::Status& status) {
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url(TypeUrl<Detail>());
  any.set_value(detail.SerializeAsString());
}

}  // namespace

void TakeDetails(const std::string& details, Error& error) {
  client::Status status;
  if (!status.ParseFromString(details)) return;
  for (const google::protobuf::Any& any : status.details()) {
    TakeIf<client::ErrorInfo>(any, error);
    TakeIf<client::BadRequest>(any, error);
    TakeIf<client::RetryInfo>(any, error);
  }
}

std::string EncodeDetails(const Error& error) {
  client::Status status;
  status.set_code(static_cast<int>(error.code));
  status.set_message(error.message);
  client::ErrorInfo info;
  info.set_reason(error.reason_name);
  info.set_domain(kDomain);
  info.mutable_metadata()->insert(error.metadata.begin(), error.metadata.end());
  Add(info, status);
  if (!error.violations.empty()) {
    client::BadRequest bad_request;
    for (const FieldViolation& violation : error.violations) {
      auto& added = *bad_request.add_field_violations();
      added.set_field(violation.field);
      added.set_description(violation.description);
    }
    Add(bad_request, status);
  }
  if (error.retry_delay) {
    client::RetryInfo retry_info;
    *retry_info.mutable_retry_delay() = ToDuration(*error.retry_delay);
    Add(retry_info, status);
  }
  return status.SerializeAsString();
}

}  // namespace imageco::complaint
