#include "server/rpc/health_service.h"

#include <memory>
#include <optional>
#include <utility>

namespace imageco::server {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

class HealthService::Check final : public UnaryCall::Server {
 public:
  Check(const HealthService& health, std::unique_ptr<UnaryCall> call) : call_(std::move(call)) {
    call_->SetServer(*this);
    grpc::ByteBuffer bytes = call_->request();
    HealthCheckRequest request;
    grpc::Status status =
        grpc::SerializationTraits<HealthCheckRequest>::Deserialize(&bytes, &request);
    grpc::ByteBuffer answer;
    if (status.ok() && !health.Knows(request.service())) {
      status = {grpc::StatusCode::NOT_FOUND, "no such service"};
    } else if (status.ok()) {
      HealthCheckResponse response;
      response.set_status(health.status_);
      bool owned = false;
      status = grpc::SerializationTraits<HealthCheckResponse>::Serialize(response, &answer, &owned);
    } else {
      status = {grpc::StatusCode::INVALID_ARGUMENT, "no HealthCheckRequest"};
    }
    call_->Finish(answer, status);
  }

  void OnCancel() override {}
  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<UnaryCall> call_;
};

// A stream that tells each change, until its caller goes or it is cut off.
class HealthService::Watch {
 public:
  // The next one that comes.
  static void Take(HealthService& health) {
    auto* watch = new Watch(health);
    watch->context_.AsyncNotifyWhenDone(&watch->over_);
    auto* const queue = health.thread_->queue();
    health.service_.RequestWatch(&watch->context_, &watch->request_, &watch->writer_, queue, queue,
                                 &watch->begun_);
  }

  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void Tell() {
    const Status status =
        health_.Knows(request_.service()) ? health_.status_ : HealthCheckResponse::SERVICE_UNKNOWN;
    if (is_writing_ || told_ == status) return;
    told_ = status;
    is_writing_ = true;
    HealthCheckResponse response;
    response.set_status(status);
    writer_.Write(response, &written_);
  }

 private:
  explicit Watch(HealthService& health) : health_(health) {}

  void Begin(bool ok) {
    if (!ok) {
      delete this;
      return;
    }
    Take(health_);
    health_.watches_.insert(this);
    Tell();
  }

  void Written(bool ok) {
    is_writing_ = false;
    if (is_over_) {
      delete this;
    } else if (ok) {
      Tell();
    }
  }

  void Over(bool /*ok*/) {
    is_over_ = true;
    health_.watches_.erase(this);
    if (!is_writing_) delete this;
  }

  HealthService& health_;
  grpc::ServerContext context_;
  HealthCheckRequest request_;
  grpc::ServerAsyncWriter<HealthCheckResponse> writer_{&context_};
  std::optional<Status> told_;
  bool is_writing_ = false;
  bool is_over_ = false;
  CompletionOf<Watch, &Watch::Begin> begun_{*this};
  CompletionOf<Watch, &Watch::Written> written_{*this};
  CompletionOf<Watch, &Watch::Over> over_{*this};
};

HealthService::HealthService(std::vector<std::string> names)
    : names_(std::make_move_iterator(names.begin()), std::make_move_iterator(names.end())),
      check_([this](auto*... arguments) { service_.RequestCheck(arguments...); },
             [this](std::unique_ptr<UnaryCall> call) { new Check(*this, std::move(call)); }) {}

void HealthService::TakeCalls(RpcThread& thread) {
  thread_ = &thread;
  check_.TakeCalls(thread, 1);
  Watch::Take(*this);
}

void HealthService::Set(bool is_serving) {
  thread_->Post([this, is_serving] {
    status_ = is_serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
    for (Watch* watch : watches_) watch->Tell();
  });
}

}  // namespace imageco::server
