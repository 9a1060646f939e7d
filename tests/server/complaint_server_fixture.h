#ifndef IMAGECO_TESTS_SERVER_COMPLAINT_SERVER_FIXTURE_H_
#define IMAGECO_TESTS_SERVER_COMPLAINT_SERVER_FIXTURE_H_

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "server/complaint_server.h"
#include "tests/sandbox/certificate.h"
#include "tests/sandbox/sandbox.h"
#include "tests/test_folder.h"

namespace imageco::server {

inline constexpr char kIsspid[] = "39493002";

// For what comes at once or never.
inline constexpr std::chrono::seconds kPatience{30};

// The vendor's sample reply under an id.
complaint::v1::ReplyRequest ReplyWithId(const std::string& transaction_id);

// The detail of that type, as a client reads it.
template <typename Detail>
std::optional<Detail> DetailOf(const grpc::Status& status);

// The reason that an error gives; empty where it gives none.
std::string ReasonOf(const grpc::Status& status);

// Of a grpc::Status: this code, and this reason in its details.
MATCHER_P2(IsError, code, reason, "") {
  *result_listener << "code " << arg.error_code() << ", reason " << ReasonOf(arg) << ": "
                   << arg.error_message();
  return arg.error_code() == code && ReasonOf(arg) == reason;
}
MATCHER(IsOk, "") {
  *result_listener << "code " << arg.error_code() << ": " << arg.error_message();
  return arg.ok();
}

// One call of Reply under way.
class PendingReply {
 public:
  PendingReply(complaint::v1::ComplaintService::Stub& stub, complaint::v1::ReplyRequest request);
  PendingReply(const PendingReply&) = delete;
  PendingReply& operator=(const PendingReply&) = delete;
  // Waits for the end.
  ~PendingReply() { status(); }

  void Cancel() { context_.TryCancel(); }

  // Wait for the end.
  const grpc::Status& status() { return status_.get(); }
  const complaint::v1::ReplyResponse& response() {
    status();
    return response_;
  }

 private:
  grpc::ClientContext context_;
  const complaint::v1::ReplyRequest request_;
  complaint::v1::ReplyResponse response_;
  std::shared_future<grpc::Status> status_;
};

// A whole server in this process, on free ports of 127.0.0.1, and the sandbox as its gateway. The
// sandbox runs from the start; the server from Start on, by what the test made of config().
class ComplaintServerFixture : public testing::Test {
 protected:
  explicit ComplaintServerFixture(const std::string& gateway_client_ca = "");

  bridge::config::v1::BridgeConfig& config() { return config_; }
  bridge::config::v1::Merchant& merchant() { return *config_.mutable_merchants(0); }

  // The way to the gateway: its "/json", "/gbk", "/xml", "/form" (answers as a form) or "/bare"
  // (answers as bare XML).
  void UseHttp(const std::string& path);
  void UseHttps(const std::string& path);

  void Start();
  ComplaintServer& server() { return *server_; }
  sandbox::Sandbox& gateway() { return *gateway_; }

  // A client, in plaintext or as it is given.
  std::unique_ptr<complaint::v1::ComplaintService::Stub> Connect(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials =
          grpc::InsecureChannelCredentials());

  struct Answer {
    grpc::Status status;
    complaint::v1::ReplyResponse response;
  };
  // By a client that lasts as long as the server.
  Answer Reply(const complaint::v1::ReplyRequest& request);
  std::unique_ptr<PendingReply> StartReply(const complaint::v1::ReplyRequest& request);
  grpc::Status GetReply(const std::string& isspid, const std::string& transaction_id,
                        complaint::v1::ReplyRecord& reply);
  complaint::v1::ReplyState StateOf(const std::string& transaction_id);

  // Plans a fault for the next exchange, and gives its id.
  int PlanFault(const std::function<void(sandbox::FaultPlan&)>& change, int times = 1);

  // Waits until the gateway has received so many whole messages.
  void AwaitReceived(std::uint64_t messages);

  const TestFolder folder_;
  const sandbox::Certificate gateway_certificate_ = sandbox::MakeSelfSignedCertificate();

 private:
  std::unique_ptr<sandbox::Sandbox> gateway_;
  bridge::config::v1::BridgeConfig config_;
  std::unique_ptr<ComplaintServer> server_;
  std::unique_ptr<complaint::v1::ComplaintService::Stub> stub_;
};

template <typename Detail>
std::optional<Detail> DetailOf(const grpc::Status& status) {
  google::rpc::Status details;
  Detail detail;
  details.ParseFromString(status.error_details());
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_COMPLAINT_SERVER_FIXTURE_H_
