// The callers' port goes on accepting whatever comes to it, and where it does not, the process
// ends.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/http2_caller.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using bridge::base::OwnedFd;
using sandbox::FaultPlan;
using server::ConnectTo;
using server::HttpGet;
using server::IsError;
using server::IsOk;
using testing::HasSubstr;

class ListenerTest : public ReplicaFixture {
 protected:
  // Of a descriptor of the process, one of our own; none where it has no such.
  static OwnedFd TakeFrom(pid_t pid, int fd) {
    const OwnedFd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    return OwnedFd(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), fd, 0)));
  }

  // The process's socket that listens at `address`.
  static OwnedFd ListenerOf(const ServerProcess& process) {
    const int port = std::stoi(process.address().substr(process.address().rfind(':') + 1));
    for (int fd = 0; fd < 256; ++fd) {
      OwnedFd taken = TakeFrom(process.pid(), fd);
      int listens = 0;
      sockaddr_in bound = {};
      socklen_t bytes = sizeof(listens);
      if (!taken || getsockopt(taken.get(), SOL_SOCKET, SO_ACCEPTCONN, &listens, &bytes) != 0) {
        continue;
      }
      bytes = sizeof(bound);
      getsockname(taken.get(), reinterpret_cast<sockaddr*>(&bound), &bytes);
      if (listens != 0 && ntohs(bound.sin_port) == port) return taken;
    }
    return {};
  }

  static std::string HandledLine(const std::string& code, int count) {
    return absl::StrCat("grpc_server_handled_total{grpc_code=\"", code,
                        "\",grpc_method=\"Reply\",grpc_service=\"imageco.complaint.v1."
                        "ComplaintService\",grpc_type=\"unary\"} ",
                        count, "\n");
  }

  static void AwaitThatANewOneIsServed(const std::string& address) {
    const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
    bool is_served = false;
    while (!is_served && std::chrono::steady_clock::now() < give_up) {
      Http2Caller caller(address);
      caller.Greet();
      is_served = caller.AwaitBytes(kSettingsBytes);
    }
    ASSERT_TRUE(is_served);
  }

  static void AwaitMetric(const std::string& operations, const std::string& line) {
    const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
    while (!absl::StrContains(HttpGet(operations, "/metrics").body, line) &&
           std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    ASSERT_THAT(HttpGet(operations, "/metrics").body, HasSubstr(line));
  }
};

TEST_F(ListenerTest, AcceptsAgainAfterMoreConnectionsThanItMayHaveDescriptors) {
  const auto replica = LaunchWithDescriptors(1024);
  const std::string& operations = replica->process().operations_address();
  for (int round = 0; round < 3; ++round) {
    {
      std::vector<OwnedFd> idle;
      for (int i = 0; i < 1100; ++i) idle.push_back(ConnectTo(replica->process().address()));
      EXPECT_EQ(HttpGet(operations, "/livez").status, 200);
    }
    AwaitThatANewOneIsServed(replica->process().address());
    EXPECT_THAT(replica->Reply("t-" + std::to_string(round)), IsOk());
  }
  EXPECT_THAT(HttpGet(operations, "/metrics").body, HasSubstr("complaint_accept_pauses_total 0\n"));
}

TEST_F(ListenerTest, ServesWhoIsConnectedWhileOthersAreTurnedAway) {
  const auto replica = LaunchWithDescriptors(1024);
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
  std::vector<OwnedFd> idle;
  for (int i = 0; i < 1100; ++i) idle.push_back(ConnectTo(replica->process().address()));
  EXPECT_THAT(replica->Reply("t-2"), IsOk());
}

// It does not acknowledge the server's SETTINGS either, so that gRPC 1.51 holds it to no limit.
TEST_F(ListenerTest, TakesNoMoreCallsOfOneConnectionThanItMayHave) {
  config().mutable_limits()->set_calls_max(20);
  config().mutable_limits()->set_calls_per_connection_max(10);
  const auto replica = Launch();
  Http2Caller caller(replica->process().address());
  caller.Greet(/*window=*/0);  // it reads no answer
  EXPECT_TRUE(caller.AwaitBytes(kSettingsBytes));
  complaint::v1::ReplyRequest request = server::ReplyWithId("t-1");
  request.set_validate_only(true);
  const auto call = [&](uint32_t nth) {
    caller.SendHeaders(kReply, 2 * nth + 1);
    caller.SendMessage(request.SerializeAsString(), /*is_last=*/true, 2 * nth + 1);
  };
  for (uint32_t i = 0; i < 10; ++i) call(i);
  AwaitMetric(replica->process().operations_address(), HandledLine("OK", 10));
  for (uint32_t i = 10; i < 20; ++i) call(i);
  AwaitMetric(replica->process().operations_address(), HandledLine("ResourceExhausted", 10));
  for (int i = 0; i < 5; ++i) EXPECT_THAT(replica->Reply("t-" + std::to_string(i)), IsOk());
}

// gRPC 1.51 ends the connection, and tells UNAVAILABLE of every call on it: nobody else's, that is.
TEST_F(ListenerTest, EndsAConnectionWithABadHeaderAndNoOther) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(300); }, 2);
  const auto replica = Launch();
  Http2Caller caller(replica->process().address());
  caller.Greet();
  caller.SendHeaders(kReply);
  caller.SendMessage(server::ReplyWithId("t-1").SerializeAsString());
  AwaitReceived(1);
  const auto neighbour = replica->StartReply("t-2");
  AwaitReceived(2);
  caller.SendHeaders(kGetReply, 3, {{"x-bin", "!!!"}});
  caller.AwaitClose();
  EXPECT_THAT(neighbour->status(), IsOk());
  EXPECT_THAT(replica->ReplyUntilItEnds("t-1"), IsOk());
  EXPECT_EQ(Applied("t-1"), 1u);
}

// Both calls are on one connection.
TEST_F(ListenerTest, TakesMetadataThatProxiesTakeBesideOtherCalls) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(1000); });
  const auto replica = Launch();
  const auto stub = complaint::v1::ComplaintService::NewStub(
      grpc::CreateChannel(replica->process().address(), grpc::InsecureChannelCredentials()));
  server::PendingReply neighbour(*stub, server::ReplyWithId("t-1"));
  AwaitReceived(1);
  const auto ask_with = [&stub](const std::string& name, const std::string& value) {
    grpc::ClientContext context;
    context.AddMetadata(name, value);
    complaint::v1::GetReplyRequest request;
    request.set_isspid(server::kIsspid);
    request.set_transaction_id("t-nobody");
    complaint::v1::GetReplyResponse response;
    return stub->GetReply(&context, request, &response);
  };
  EXPECT_THAT(ask_with("x-long", std::string(60 * 1024, 'x')),
              IsError(grpc::StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
  EXPECT_THAT(ask_with("x-bytes-bin", std::string("\0\xFF!,\n", 5)),
              IsError(grpc::StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
  EXPECT_THAT(neighbour.status(), IsOk());
}

TEST_F(ListenerTest, LetsNoConnectionGrowOld) {
  config().mutable_limits()->mutable_connection_age_max()->set_seconds(1);
  const auto replica = Launch();
  Http2Caller caller(replica->process().address());
  caller.Greet();
  EXPECT_TRUE(caller.AwaitGoAway());
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
}

TEST_F(ListenerTest, IsAskedByTheProcessItself) {
  config().mutable_limits()->mutable_listener_silence_max()->set_seconds(12);
  const auto replica = Launch();
  const std::string operations = replica->process().operations_address();
  AwaitMetric(operations, "complaint_connections_accepted_total 2\n");
  // A slow machine may have missed one of its own answers.
  const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
  server::HttpReceived ready;
  while ((ready = HttpGet(operations, "/readyz")).status != 200 &&
         std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(ready.body, "ready\n");
}

TEST_F(ListenerTest, EndsTheProcessWhereItAnswersNoMore) {
  config().mutable_limits()->mutable_listener_silence_max()->set_seconds(2);
  const auto replica = Launch();
  const std::string operations = replica->process().operations_address();
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
  const OwnedFd listener = ListenerOf(replica->process());
  if (!listener) GTEST_SKIP() << "no descriptor can be taken from another process here";
  shutdown(listener.get(), SHUT_RDWR);
  const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
  server::HttpReceived ready;
  while ((ready = HttpGet(operations, "/readyz")).status == 200 &&
         std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr("listener: has not answered for "));
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 3) << status;
  EXPECT_THAT(replica->process().log(),
              HasSubstr("the callers' port does not answer any more: the process ends"));
}

}  // namespace
}  // namespace imageco::integration
