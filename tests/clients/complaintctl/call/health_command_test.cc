#include <grpc/health/v1/health.pb.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/operations/http_port.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kService[] = "imageco.complaint.v1.ComplaintService";

// A server that tells of its health and nothing else, and an operations port.
class HealthCommandTest : public testing::Test {
 protected:
  HealthCommandTest() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&nothing_);  // gRPC wants some service
    server_ = builder.BuildAndStart();
    grpc::EnableDefaultHealthCheckService(false);
    address_ = absl::StrCat("127.0.0.1:", port);
    server::HttpPages pages;
    pages["/readyz"] = [this] { return ready_; };
    operations_ = *server::HttpPort::Listen("127.0.0.1:0", std::move(pages));
    SetHealth(true);
  }

  void SetHealth(bool serving) {
    server_->GetHealthCheckService()->SetServingStatus(kService, serving);
  }

  std::string operations() const { return absl::StrCat("127.0.0.1:", operations_->port()); }

  server::HttpAnswer ready_ = {.body = "ready\n"};
  grpc::CallbackGenericService nothing_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::unique_ptr<server::HttpPort> operations_;
};

TEST_F(HealthCommandTest, AsksBoth) {
  const Ran ran = RunCtl({"health", "--server", address_, "--operations", operations()});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_EQ(ran.out, "gRPC health  SERVING\n/readyz      ready\n");
}

TEST_F(HealthCommandTest, AsksTheCallersPortAloneWhereNoOtherIsNamed) {
  const Ran ran = RunCtl({"health", "--server", address_});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_EQ(ran.out, "gRPC health  SERVING\n");
}

TEST_F(HealthCommandTest, TellsEverythingThatIsWrong) {
  SetHealth(false);
  ready_ = {.status = 503,
            .body = "ledger: its database is not there\nloop: has not turned\x1b[2J\n"};
  const Ran ran = RunCtl({"health", "--server", address_, "--operations", operations()});
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_EQ(ran.out,
            "gRPC health  NOT_SERVING\n"
            "/readyz      ledger: its database is not there\n"
            "/readyz      loop: has not turned [2J\n");
}

TEST_F(HealthCommandTest, FailsWhereOneOfThemIsNotWell) {
  ready_ = {.status = 503, .body = "process: is going down\n"};
  EXPECT_EQ(RunCtl({"health", "--server", address_, "--operations", operations()}).exit,
            ExitCode::kFailed);
  EXPECT_EQ(RunCtl({"health", "--server", address_}).exit, ExitCode::kOk);
}

TEST_F(HealthCommandTest, SaysWhoGaveNoAnswer) {
  const Ran ran = RunCtl({"health", "--server", kNobody, "--operations", kNobody});
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(ran.out, StartsWith("gRPC health  no answer: "));
  EXPECT_THAT(ran.out, HasSubstr("\n/readyz      no answer: "));
}

TEST_F(HealthCommandTest, TakesAnotherPageForNoAnswer) {
  ready_ = {.status = 404, .body = "<html>"};
  EXPECT_THAT(RunCtl({"health", "--server", address_, "--operations", operations()}).out,
              HasSubstr("/readyz      no answer: HTTP 404\n"));
}

TEST_F(HealthCommandTest, WantsAnAddress) {
  const Ran ran = RunCtl({"health", "--server", address_, "--operations", ""});
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("operations"));
}

}  // namespace
}  // namespace imageco::complaintctl
