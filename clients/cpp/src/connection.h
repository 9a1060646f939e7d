#ifndef IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_
#define IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "clients/cpp/src/asking_again.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/error.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"

namespace imageco::complaint {

// How long a call may take, whether its caller still wants it, and how hard it tries.
struct CallBounds {
  std::chrono::nanoseconds timeout;
  CancelToken cancel;
  Persistence persistence = kOnce;
};

// A channel to a bridge, and the calls on it, in messages. Thread-safe.
class Connection {
 public:
  // Errors are those of Client::Connect.
  static Result<std::shared_ptr<Connection>> Make(const std::string& target,
                                                  const Transport& transport,
                                                  const ClientOptions& options);

  Connection(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options);

  const ClientOptions& options() const { return options_; }

  // Client::CheckConnection. It tries once.
  std::optional<Error> Check(const CallBounds& bounds);

  // The errors carry the request's transaction_id. All but Reply's, and those of a reply that is
  // only validated, say that nothing was sent.
  Result<v1::ReplyResponse> Reply(const v1::ReplyRequest& request, const CallBounds& bounds);
  Result<v1::GetReplyResponse> GetReply(const v1::GetReplyRequest& request,
                                        const CallBounds& bounds);
  Result<v1::ListRepliesResponse> ListReplies(const v1::ListRepliesRequest& request,
                                              const CallBounds& bounds);
  Result<v1::SettleReplyResponse> SettleReply(const v1::SettleReplyRequest& request,
                                              const CallBounds& bounds);
  Result<v1::WhoAmIResponse> WhoAmI(const v1::WhoAmIRequest& request, const CallBounds& bounds);

 private:
  // Waits for an attempt at connecting to end.
  Result<grpc_connectivity_state> AwaitAttempt(const CallBounds& bounds);

  const ClientOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::ComplaintService::Stub> stub_;
  const std::unique_ptr<v1::ReplyAdminService::Stub> admin_stub_;
  const std::unique_ptr<v1::IdentityService::Stub> identity_stub_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_
