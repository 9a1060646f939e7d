#include "imageco/complaint/testing/fake_service.h"

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "clients/cpp/fake/fake_faults.h"
#include "clients/cpp/fake/fake_ledger.h"
#include "clients/cpp/src/conversion.h"
#include "clients/cpp/src/status_details.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"

namespace imageco::complaint::testing {
namespace {

using std::chrono::milliseconds;

grpc::Status ToStatus(const Error& error) {
  const std::string details = error.reason_name.empty() ? "" : EncodeDetails(error);
  return {static_cast<grpc::StatusCode>(error.code), error.message, details};
}

// As gRPC tells of a connection that broke.
grpc::Status Lost() { return {grpc::StatusCode::UNAVAILABLE, "Socket closed"}; }

// Waits. False where nobody waits for the call any more.
bool Sleep(const grpc::ServerContext& context, milliseconds delay) {
  constexpr milliseconds kSlice{5};
  const auto end = std::chrono::steady_clock::now() + delay;
  while (std::chrono::steady_clock::now() < end) {
    if (context.IsCancelled()) return false;
    std::this_thread::sleep_for(kSlice);
  }
  return !context.IsCancelled();
}

// gRPC has health for all servers of a process or for none.
std::unique_ptr<grpc::Server> BuildWithHealth(grpc::ServerBuilder& builder) {
  const bool others_have_health = grpc::DefaultHealthCheckServiceEnabled();
  grpc::EnableDefaultHealthCheckService(true);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  grpc::EnableDefaultHealthCheckService(others_have_health);
  return server;
}

bool LeavesRecord(const Error& error) {
  return error.reason == Reason::kGatewayRejected || error.reason == Reason::kOutcomeUnknown;
}

}  // namespace

class FakeService::Server : public v1::ComplaintService::Service {
 public:
  Server() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = BuildWithHealth(builder);
    if (server_ == nullptr) {
      std::fputs("FakeService: cannot listen on 127.0.0.1\n", stderr);
      std::abort();
    }
    address_ = "127.0.0.1:" + std::to_string(port);
    SetServing(true);
  }

  ~Server() override { server_->Shutdown(std::chrono::system_clock::now()); }

  grpc::Status Reply(grpc::ServerContext* context, const v1::ReplyRequest* message,
                     v1::ReplyResponse* response) override {
    const ReplyRequest request = FromProto(*message);
    Note(request);
    return Suffer(*context, [&](const std::optional<Error>& outcome) {
      const Result<ReplyResponse> answer = ledger_.Take(request, outcome);
      if (!answer.ok()) return ToStatus(answer.error());
      *response = ToProto(*answer);
      return grpc::Status::OK;
    });
  }

  grpc::Status GetReply(grpc::ServerContext* context, const v1::GetReplyRequest* request,
                        v1::GetReplyResponse* response) override {
    return Suffer(*context, [&](const std::optional<Error>& outcome) {
      if (outcome) return ToStatus(*outcome);
      const Result<ReplyRecord> record = ledger_.Get(request->isspid(), request->transaction_id());
      if (!record.ok()) return ToStatus(record.error());
      *response->mutable_reply() = ToProto(*record);
      return grpc::Status::OK;
    });
  }

  void SetServing(bool serving) {
    server_->GetHealthCheckService()->SetServingStatus(v1::ComplaintService::service_full_name(),
                                                       serving);
  }

  const std::string& address() const { return address_; }
  FakeFaults& faults() { return faults_; }
  FakeLedger& ledger() { return ledger_; }

  std::vector<ReplyRequest> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  void Note(const ReplyRequest& request) {
    const std::lock_guard lock(mutex_);
    received_.push_back(request);
  }

  // Answers by `answer`, as far as the next fault lets it.
  template <typename Answer>
  grpc::Status Suffer(const grpc::ServerContext& context, const Answer& answer) {
    const FakeFault fault = faults_.Next();
    if (!Sleep(context, fault.delay)) return grpc::Status::CANCELLED;
    switch (fault.kind) {
      case FakeFault::Kind::kLoseRequest:
        return Lost();
      case FakeFault::Kind::kLoseAnswer:
        answer(std::nullopt);
        return Lost();
      case FakeFault::Kind::kFail:
        return LeavesRecord(fault.error) ? answer(fault.error) : ToStatus(fault.error);
      default:
        return answer(std::nullopt);
    }
  }

  FakeFaults faults_;
  FakeLedger ledger_;
  mutable std::mutex mutex_;
  std::vector<ReplyRequest> received_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

FakeService::FakeService() : server_(std::make_unique<Server>()) {}

FakeService::~FakeService() = default;

const std::string& FakeService::address() const { return server_->address(); }

Client FakeService::Connect(const ClientOptions& options) const {
  return Client::Connect(address(), Plaintext(), options).value();
}

void FakeService::FailNext(Reason reason, int calls) {
  Error error;
  error.reason = reason;
  FailNext(error, calls);
}

void FakeService::FailNext(const Error& error, int calls) {
  server_->faults().Add({FakeFault::Kind::kFail, MakeFailure(error), {}}, calls);
}

void FakeService::LoseNextRequest(int calls) {
  server_->faults().Add({FakeFault::Kind::kLoseRequest, {}, {}}, calls);
}

void FakeService::LoseNextAnswer(int calls) {
  server_->faults().Add({FakeFault::Kind::kLoseAnswer, {}, {}}, calls);
}

void FakeService::DelayNext(milliseconds delay, int calls) {
  server_->faults().AddDelay(delay, calls);
}

void FakeService::SetServing(bool serving) { server_->SetServing(serving); }

void FakeService::Settle(std::string_view isspid, std::string_view transaction_id,
                         Verdict verdict) {
  server_->ledger().Settle(std::string(isspid), std::string(transaction_id), verdict);
}

std::vector<ReplyRequest> FakeService::delivered() const { return server_->ledger().delivered(); }

std::vector<ReplyRequest> FakeService::received() const { return server_->received(); }

}  // namespace imageco::complaint::testing
