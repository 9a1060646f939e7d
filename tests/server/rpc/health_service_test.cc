#include "server/rpc/health_service.h"

#include <chrono>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/epoll_loop.h"

namespace imageco::server {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kName[] = "a.Service";

std::chrono::system_clock::time_point Soon() {
  return std::chrono::system_clock::now() + std::chrono::seconds(30);
}

class HealthServiceTest : public testing::Test {
 protected:
  HealthServiceTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&health_.service());
    thread_.Use(builder.AddCompletionQueue());
    server_ = builder.BuildAndStart();
    health_.TakeCalls(thread_);
    EXPECT_TRUE(thread_.Start().ok());
    stub_ = Health::NewStub(server_->InProcessChannel({}));
  }
  ~HealthServiceTest() override {
    server_->Shutdown();
    thread_.End();
  }

  // Whether that is what a caller hears of the service by that name.
  testing::AssertionResult Says(const std::string& name,
                                HealthCheckResponse::ServingStatus status) {
    grpc::ClientContext context;
    context.set_deadline(Soon());
    HealthCheckRequest request;
    request.set_service(name);
    HealthCheckResponse response;
    const grpc::Status called = stub_->Check(&context, request, &response);
    if (called.ok() && response.status() == status) return testing::AssertionSuccess();
    return testing::AssertionFailure()
           << called.error_code() << ", " << response.ShortDebugString();
  }

  class Watcher {
   public:
    Watcher(Health::Stub& stub, const std::string& name) {
      context_.set_deadline(Soon());
      HealthCheckRequest request;
      request.set_service(name);
      reader_ = stub.Watch(&context_, request);
    }
    ~Watcher() {
      context_.TryCancel();
      reader_->Finish();
    }

    HealthCheckResponse::ServingStatus Next() {
      HealthCheckResponse response;
      EXPECT_TRUE(reader_->Read(&response));
      return response.status();
    }

   private:
    grpc::ClientContext context_;
    std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> reader_;
  };

  bridge::base::EpollLoop loop_;
  HealthService health_{{"", kName}};
  RpcThread thread_{loop_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(HealthServiceTest, ServesNobodyUntilItIsTold) {
  EXPECT_TRUE(Says("", HealthCheckResponse::NOT_SERVING));
  health_.Set(true);
  EXPECT_TRUE(Says("", HealthCheckResponse::SERVING));
  EXPECT_TRUE(Says(kName, HealthCheckResponse::SERVING));
}

TEST_F(HealthServiceTest, KnowsNoOtherService) {
  grpc::ClientContext context;
  HealthCheckRequest request;
  request.set_service("another.Service");
  HealthCheckResponse response;
  EXPECT_EQ(stub_->Check(&context, request, &response).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Watcher(*stub_, "another.Service").Next(), HealthCheckResponse::SERVICE_UNKNOWN);
}

TEST_F(HealthServiceTest, TellsEveryChangeToAllWhoWatch) {
  Watcher process(*stub_, "");
  Watcher service(*stub_, kName);
  for (Watcher* watcher : {&process, &service}) {
    EXPECT_EQ(watcher->Next(), HealthCheckResponse::NOT_SERVING);
  }
  for (const bool is_serving : {true, false, true}) {
    health_.Set(is_serving);
    for (Watcher* watcher : {&process, &service}) {
      EXPECT_EQ(watcher->Next(),
                is_serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
    }
  }
}

TEST_F(HealthServiceTest, GoesOnWhenOneWhoWatchedHasGone) {
  { EXPECT_EQ(Watcher(*stub_, "").Next(), HealthCheckResponse::NOT_SERVING); }
  Watcher other(*stub_, "");
  EXPECT_EQ(other.Next(), HealthCheckResponse::NOT_SERVING);
  health_.Set(true);
  EXPECT_EQ(other.Next(), HealthCheckResponse::SERVING);
}

}  // namespace
}  // namespace imageco::server
