// What callers that go on calling hear of a server that goes down.
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;

// As the clients here: calls go where health says that it serves.
constexpr char kHeedsHealth[] = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "healthCheckConfig": {"serviceName": "imageco.complaint.v1.ComplaintService"}
})";

class DrainTest : public ComplaintServerFixture {
 protected:
  // Calls over and over until the server has gone; what fails, it counts.
  void Call(complaint::v1::ComplaintService::Stub& stub) {
    complaint::v1::ReplyRequest request = ReplyWithId("t-1");
    request.set_validate_only(true);
    while (!has_gone_) {
      grpc::ClientContext context;
      complaint::v1::ReplyResponse response;
      const StatusCode code = stub.Reply(&context, request, &response).error_code();
      ++calls_;
      if (code == StatusCode::OK) continue;
      const std::lock_guard lock(mutex_);
      codes_.insert(code);
    }
  }

  std::atomic<int> calls_ = 0;
  std::atomic<bool> has_gone_ = false;
  std::mutex mutex_;
  std::set<StatusCode> codes_;
};

TEST_F(DrainTest, CancelsNoCallOfCallersThatHeedHealth) {
  config().set_log_severity(bridge::config::v1::LOG_SEVERITY_ERROR);
  for (int round = 0; round < 5; ++round) {
    Start();
    grpc::ChannelArguments arguments;
    arguments.SetServiceConfigJSON(kHeedsHealth);
    const auto stub = complaint::v1::ComplaintService::NewStub(grpc::CreateCustomChannel(
        server().address(), grpc::InsecureChannelCredentials(), arguments));
    has_gone_ = false;
    calls_ = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 16; ++i) callers.emplace_back([this, &stub] { Call(*stub); });
    while (calls_ < 100) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    server().Drain();
    has_gone_ = true;
    for (std::thread& caller : callers) caller.join();
  }
  EXPECT_THAT(codes_, testing::ElementsAre(StatusCode::UNAVAILABLE));
}

}  // namespace
}  // namespace imageco::server
