#include "tests/bench/null_server.h"

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "tests/bench/listening.h"
#include "tests/bench/sample.h"

namespace imageco::bench {
namespace {

using complaint::v1::ComplaintService;

grpc::ByteBuffer MakeAnswer() {
  complaint::v1::ReplyResponse response;
  response.set_isspid("39493002");
  response.set_transaction_id("resp202406170000000001");
  response.set_seller_account("66660000000000001");
  response.set_complaint_id("200201820200101080076610000");
  response.mutable_result()->set_id("0000");
  response.mutable_result()->set_comment("回复成功");
  response.mutable_settle_time()->set_seconds(1'700'000'000);
  response.mutable_settle_time()->set_nanos(123'456'789);
  const grpc::Slice bytes(response.SerializeAsString());
  return grpc::ByteBuffer(&bytes, 1);
}

class CallbackService final
    : public ComplaintService::WithRawCallbackMethod_Reply<ComplaintService::Service> {
 public:
  grpc::ServerUnaryReactor* Reply(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                  grpc::ByteBuffer* answer) override {
    *answer = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const grpc::ByteBuffer answer_ = MakeAnswer();
};

using QueueService = ComplaintService::WithRawMethod_Reply<ComplaintService::Service>;

// One call, and once it is answered the next.
class Seat {
 public:
  Seat(QueueService& service, grpc::ServerCompletionQueue& queue, const grpc::ByteBuffer& answer)
      : service_(service), queue_(queue), answer_(answer) {
    Await();
  }

  void Turn() {
    if (answered_) return Await();
    answered_ = true;
    writer_->Finish(answer_, grpc::Status::OK, this);
  }

 private:
  void Await() {
    answered_ = false;
    writer_.reset();
    context_.emplace();
    writer_.emplace(&*context_);
    service_.RequestReply(&*context_, &request_, &*writer_, &queue_, &queue_, this);
  }

  QueueService& service_;
  grpc::ServerCompletionQueue& queue_;
  const grpc::ByteBuffer& answer_;
  bool answered_ = false;
  std::optional<grpc::ServerContext> context_;
  grpc::ByteBuffer request_;
  std::optional<grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>> writer_;
};

// As many calls as are under way at once at most.
constexpr int kSeats = 1024;

std::unique_ptr<grpc::Server> Start(grpc::ServerBuilder& builder, grpc::Service& service) {
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (server == nullptr) std::abort();
  SayListening(port);
  return server;
}

}  // namespace

void ServeByCallback() {
  CallbackService service;
  grpc::ServerBuilder builder;
  const auto server = Start(builder, service);
  while (true) pause();
}

void ServeByQueue() {
  QueueService service;
  grpc::ServerBuilder builder;
  const auto queue = builder.AddCompletionQueue();
  const auto server = Start(builder, service);
  const grpc::ByteBuffer answer = MakeAnswer();
  std::vector<std::unique_ptr<Seat>> seats;
  for (int i = 0; i < kSeats; ++i) {
    seats.push_back(std::make_unique<Seat>(service, *queue, answer));
  }
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<Seat*>(tag)->Turn();
  std::abort();
}

}  // namespace imageco::bench
