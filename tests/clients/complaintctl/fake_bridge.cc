#include "tests/clients/complaintctl/fake_bridge.h"

#include <grpcpp/grpcpp.h>

#include <map>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"

namespace imageco::complaintctl {
namespace {

grpc::Status ToStatus(const FakeStatus& status) {
  if (status.code == absl::StatusCode::kOk) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code), status.message, status.details);
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const std::optional<FakeTls>& tls) {
  if (!tls) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      tls->client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                             : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls->client_ca;
  options.pem_key_cert_pairs = {{tls->private_key, tls->certificate}};
  return grpc::SslServerCredentials(options);
}

}  // namespace

std::string FakeDetails::Serialize() const {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(domain);
  for (const auto& [name, value] : metadata) (*info.mutable_metadata())[name] = value;
  google::rpc::Status status;
  status.add_details()->PackFrom(info);
  if (!violations.empty()) {
    google::rpc::BadRequest bad_request;
    for (const auto& [field, description] : violations) {
      auto* violation = bad_request.add_field_violations();
      violation->set_field(field);
      violation->set_description(description);
    }
    status.add_details()->PackFrom(bad_request);
  }
  if (retry_delay) {
    google::rpc::RetryInfo retry_info;
    const int64_t nanoseconds = absl::ToInt64Nanoseconds(*retry_delay);
    retry_info.mutable_retry_delay()->set_seconds(nanoseconds / 1'000'000'000);
    retry_info.mutable_retry_delay()->set_nanos(static_cast<int>(nanoseconds % 1'000'000'000));
    status.add_details()->PackFrom(retry_info);
  }
  return status.SerializeAsString();
}

absl::StatusCode CodeOf(const std::string& reason) {
  static const auto& codes = *new std::map<std::string, absl::StatusCode>{
      {"INVALID_REQUEST", absl::StatusCode::kInvalidArgument},
      {"MERCHANT_NOT_CONFIGURED", absl::StatusCode::kNotFound},
      {"REPLY_NOT_FOUND", absl::StatusCode::kNotFound},
      {"CALLER_NOT_ALLOWED", absl::StatusCode::kPermissionDenied},
      {"TRANSACTION_ID_REUSED", absl::StatusCode::kAlreadyExists},
      {"GATEWAY_REJECTED", absl::StatusCode::kFailedPrecondition},
      {"OUTCOME_UNKNOWN", absl::StatusCode::kUnknown},
      {"REPLY_IN_PROGRESS", absl::StatusCode::kAborted},
      {"GATEWAY_UNREACHABLE", absl::StatusCode::kUnavailable},
      {"CIRCUIT_OPEN", absl::StatusCode::kUnavailable},
      {"LEDGER_UNAVAILABLE", absl::StatusCode::kUnavailable},
      {"DRAINING", absl::StatusCode::kUnavailable},
      {"RATE_LIMITED", absl::StatusCode::kResourceExhausted},
      {"OVERLOADED", absl::StatusCode::kResourceExhausted},
      {"DEADLINE_TOO_SHORT", absl::StatusCode::kDeadlineExceeded},
      {"REPLY_NOT_UNKNOWN", absl::StatusCode::kFailedPrecondition},
  };
  return codes.at(reason);
}

FakeStatus Fail(const std::string& reason, FakeDetails details) {
  details.reason = reason;
  return {CodeOf(reason), "why", details.Serialize()};
}

class FakeBridge::AdminService : public complaint::v1::ReplyAdminService::Service {
 public:
  explicit AdminService(const FakeBridge& bridge) : bridge_(bridge) {}

  grpc::Status ListReplies(grpc::ServerContext*, const complaint::v1::ListRepliesRequest* request,
                           complaint::v1::ListRepliesResponse* response) override {
    return ToStatus(bridge_.on_list_replies(*request, *response));
  }
  grpc::Status SettleReply(grpc::ServerContext*, const complaint::v1::SettleReplyRequest* request,
                           complaint::v1::SettleReplyResponse* response) override {
    return ToStatus(bridge_.on_settle_reply(*request, *response));
  }

 private:
  const FakeBridge& bridge_;
};

class FakeBridge::Server : public complaint::v1::ComplaintService::Service {
 public:
  Server(const FakeBridge& bridge, const std::optional<FakeTls>& tls)
      : bridge_(bridge), admin_(bridge) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", MakeCredentials(tls), &port);
    builder.RegisterService(this);
    builder.RegisterService(&admin_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }

  const std::string& address() const { return address_; }

  grpc::Status Reply(grpc::ServerContext*, const complaint::v1::ReplyRequest* request,
                     complaint::v1::ReplyResponse* response) override {
    return ToStatus(bridge_.on_reply(*request, *response));
  }
  grpc::Status GetReply(grpc::ServerContext*, const complaint::v1::GetReplyRequest* request,
                        complaint::v1::GetReplyResponse* response) override {
    return ToStatus(bridge_.on_get_reply(*request, *response));
  }

 private:
  const FakeBridge& bridge_;
  AdminService admin_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

FakeBridge::FakeBridge(const std::optional<FakeTls>& tls)
    : server_(std::make_unique<Server>(*this, tls)) {}

FakeBridge::~FakeBridge() = default;

const std::string& FakeBridge::address() const { return server_->address(); }

}  // namespace imageco::complaintctl
