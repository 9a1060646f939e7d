#ifndef IMAGECO_TESTS_CLIENTS_CPP_FAKE_BRIDGE_H_
#define IMAGECO_TESTS_CLIENTS_CPP_FAKE_BRIDGE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/identity_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace grpc {
class ServerContext;
class Status;
}  // namespace grpc

namespace imageco::complaint {

// A gRPC status, without gRPC's headers. OK where nothing is set.
struct FakeStatus {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string message;
  std::string details;  // a google.rpc.Status
};

// What a bridge's error carries.
struct FakeDetails {
  std::string reason;
  std::string domain = "complaint.imageco";
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<std::pair<std::string, std::string>> violations;
  std::optional<absl::Duration> retry_delay;

  std::string Serialize() const;
};

// The bridge's error for `reason`, which `details` need not name.
FakeStatus Fail(const std::string& reason, FakeDetails details = {});

// The certificates of a server with TLS, in PEM.
struct FakeTls {
  std::string certificate;
  std::string private_key;
  std::string client_ca;  // empty: callers need no certificate
};

// A gRPC server on a free port of 127.0.0.1. Set the functions before the first call.
class FakeBridge {
 public:
  explicit FakeBridge(const std::optional<FakeTls>& tls = std::nullopt);
  ~FakeBridge();

  const std::string& address() const;

  // Run on gRPC's threads, one call at a time as the tests call. Not set: UNIMPLEMENTED.
  std::function<FakeStatus(const v1::ReplyRequest&, v1::ReplyResponse&)> on_reply;
  std::function<FakeStatus(const v1::GetReplyRequest&, v1::GetReplyResponse&)> on_get_reply;
  std::function<FakeStatus(const v1::ListRepliesRequest&, v1::ListRepliesResponse&)>
      on_list_replies;
  std::function<FakeStatus(const v1::SettleReplyRequest&, v1::SettleReplyResponse&)>
      on_settle_reply;
  std::function<FakeStatus(const v1::WhoAmIRequest&, v1::WhoAmIResponse&)> on_who_am_i;

  // What the last call showed as its authorization; empty: nothing.
  const std::string& authorization() const { return authorization_; }

 private:
  class AdminService;
  class IdentityService;
  class Server;

  template <typename Handler, typename Request, typename Response>
  grpc::Status Answer(const grpc::ServerContext& context, const Handler& handler,
                      const Request& request, Response& response);

  std::string authorization_;
  std::unique_ptr<Server> server_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_TESTS_CLIENTS_CPP_FAKE_BRIDGE_H_
