#include "clients/complaintctl/call/complaint_client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ComplaintService;
using complaint::v1::ReplyAdminService;
using Deadline = std::chrono::system_clock::time_point;

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const Connection& connection) {
  if (!connection.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = connection.tls->ca;
  options.pem_cert_chain = connection.tls->certificate;
  options.pem_private_key = connection.tls->private_key;
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> MakeChannel(const Connection& connection) {
  grpc::ChannelArguments arguments;
  if (connection.tls && !connection.tls->server_name.empty()) {
    arguments.SetSslTargetNameOverride(connection.tls->server_name);
  }
  // No proxy reaches our own loopback.
  if (connection.loopback) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(connection.server, MakeCredentials(connection), arguments);
}

Failure ToFailure(const grpc::Status& status) {
  return DecodeFailure(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                       status.error_details());
}

// What of a failure the request tells.
template <typename Request>
Failure WithRequest(Failure failure, const Request& request, Effect effect) {
  failure.isspid = request.isspid();
  if constexpr (requires { request.transaction_id(); }) {
    failure.transaction_id = request.transaction_id();
  }
  failure.effect = effect;
  return failure;
}

}  // namespace

struct ComplaintClient::Channel {
  explicit Channel(const Connection& connection)
      : call_time_max(connection.deadline),
        channel(MakeChannel(connection)),
        stub(ComplaintService::NewStub(channel)),
        admin_stub(ReplyAdminService::NewStub(channel)) {}

  // Nothing where the connection stands.
  std::optional<Failure> Connect(Deadline deadline);

  // `service` is what `method` belongs to.
  template <typename Stub, typename Request, typename Response>
  std::variant<Response, Failure> Call(Stub& service,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, Effect effect);

  absl::Duration call_time_max;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<ComplaintService::Stub> stub;
  std::unique_ptr<ReplyAdminService::Stub> admin_stub;
};

std::optional<Failure> ComplaintClient::Channel::Connect(Deadline deadline) {
  grpc_connectivity_state state = channel->GetState(true);
  while (state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING) {
    if (!channel->WaitForStateChange(state, deadline)) {
      return DecodeFailure(absl::StatusCode::kDeadlineExceeded, "no connection in time", "");
    }
    state = channel->GetState(true);
  }
  if (state == GRPC_CHANNEL_READY) return std::nullopt;
  // Why it failed, gRPC tells a call alone: one that asks for nothing.
  grpc::ClientContext context;
  context.set_deadline(deadline);
  complaint::v1::GetReplyResponse response;
  const grpc::Status status = stub->GetReply(&context, {}, &response);
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return std::nullopt;
  return ToFailure(status);
}

template <typename Stub, typename Request, typename Response>
std::variant<Response, Failure> ComplaintClient::Channel::Call(
    Stub& service, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    const Request& request, Effect effect) {
  const Deadline deadline = absl::ToChronoTime(absl::Now() + call_time_max);
  if (std::optional<Failure> failure = Connect(deadline)) {
    return WithRequest(*std::move(failure), request, Effect::kNone);
  }
  grpc::ClientContext context;
  context.set_deadline(deadline);
  Response response;
  const grpc::Status status = (service.*method)(&context, request, &response);
  if (status.ok()) return response;
  return WithRequest(ToFailure(status), request, effect);
}

ComplaintClient::ComplaintClient(const Connection& connection)
    : channel_(std::make_unique<Channel>(connection)) {}

ComplaintClient::~ComplaintClient() = default;

std::variant<complaint::v1::ReplyResponse, Failure> ComplaintClient::Reply(
    const complaint::v1::ReplyRequest& request) {
  return channel_->Call(*channel_->stub, &ComplaintService::Stub::Reply, request,
                        request.validate_only() ? Effect::kNone : Effect::kSend);
}

std::variant<complaint::v1::GetReplyResponse, Failure> ComplaintClient::GetReply(
    const complaint::v1::GetReplyRequest& request) {
  return channel_->Call(*channel_->stub, &ComplaintService::Stub::GetReply, request, Effect::kNone);
}

std::variant<complaint::v1::ListRepliesResponse, Failure> ComplaintClient::ListReplies(
    const complaint::v1::ListRepliesRequest& request) {
  return channel_->Call(*channel_->admin_stub, &ReplyAdminService::Stub::ListReplies, request,
                        Effect::kNone);
}

std::variant<complaint::v1::SettleReplyResponse, Failure> ComplaintClient::SettleReply(
    const complaint::v1::SettleReplyRequest& request) {
  return channel_->Call(*channel_->admin_stub, &ReplyAdminService::Stub::SettleReply, request,
                        Effect::kSettle);
}

}  // namespace imageco::complaintctl
