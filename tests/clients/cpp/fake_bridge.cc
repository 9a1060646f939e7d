#include "tests/clients/cpp/fake_bridge.h"

#include <grpcpp/grpcpp.h>

#include "clients/cpp/src/reasons.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"

namespace imageco::complaint {
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

FakeStatus Fail(const std::string& reason, FakeDetails details) {
  details.reason = reason;
  const auto code = static_cast<absl::StatusCode>(FindMeaning(reason)->code);
  return {code, "why", details.Serialize()};
}

template <typename Handler, typename Request, typename Response>
grpc::Status FakeBridge::Answer(const grpc::ServerContext& context, const Handler& handler,
                                const Request& request, Response& response) {
  const auto shown = context.client_metadata().find("authorization");
  authorization_ = shown == context.client_metadata().end()
                       ? ""
                       : std::string(shown->second.data(), shown->second.size());
  if (!handler) return {grpc::StatusCode::UNIMPLEMENTED, "not in this test"};
  return ToStatus(handler(request, response));
}

class FakeBridge::AdminService : public v1::ReplyAdminService::Service {
 public:
  explicit AdminService(FakeBridge& bridge) : bridge_(bridge) {}

  grpc::Status ListReplies(grpc::ServerContext* context, const v1::ListRepliesRequest* request,
                           v1::ListRepliesResponse* response) override {
    return bridge_.Answer(*context, bridge_.on_list_replies, *request, *response);
  }
  grpc::Status SettleReply(grpc::ServerContext* context, const v1::SettleReplyRequest* request,
                           v1::SettleReplyResponse* response) override {
    return bridge_.Answer(*context, bridge_.on_settle_reply, *request, *response);
  }

 private:
  FakeBridge& bridge_;
};

class FakeBridge::IdentityService : public v1::IdentityService::Service {
 public:
  explicit IdentityService(FakeBridge& bridge) : bridge_(bridge) {}

  grpc::Status WhoAmI(grpc::ServerContext* context, const v1::WhoAmIRequest* request,
                      v1::WhoAmIResponse* response) override {
    return bridge_.Answer(*context, bridge_.on_who_am_i, *request, *response);
  }

 private:
  FakeBridge& bridge_;
};

class FakeBridge::Server : public v1::ComplaintService::Service {
 public:
  Server(FakeBridge& bridge, const std::optional<FakeTls>& tls)
      : bridge_(bridge), admin_(bridge), identity_(bridge) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", MakeCredentials(tls), &port);
    builder.RegisterService(this);
    builder.RegisterService(&admin_);
    builder.RegisterService(&identity_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }

  const std::string& address() const { return address_; }

  grpc::Status Reply(grpc::ServerContext* context, const v1::ReplyRequest* request,
                     v1::ReplyResponse* response) override {
    return bridge_.Answer(*context, bridge_.on_reply, *request, *response);
  }
  grpc::Status GetReply(grpc::ServerContext* context, const v1::GetReplyRequest* request,
                        v1::GetReplyResponse* response) override {
    return bridge_.Answer(*context, bridge_.on_get_reply, *request, *response);
  }

 private:
  FakeBridge& bridge_;
  AdminService admin_;
  IdentityService identity_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

FakeBridge::FakeBridge(const std::optional<FakeTls>& tls)
    : server_(std::make_unique<Server>(*this, tls)) {}

FakeBridge::~FakeBridge() = default;

const std::string& FakeBridge::address() const { return server_->address(); }

}  // namespace imageco::complaint
