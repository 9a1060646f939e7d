// From configuration to drain: what is refused at start, what can be asked of the process, how it
// ends.
#include "server/complaint_server.h"

#include <google/protobuf/descriptor.pb.h>
#include <grpc/health/v1/health.pb.h>

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/exhaustion.h"
#include "tests/server/calls/unary_call.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using grpc::health::v1::HealthCheckResponse;
using sandbox::ConnectionEnd;
using sandbox::FaultPlan;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr char kService[] = "imageco.complaint.v1.ComplaintService";
constexpr char kAdminService[] = "imageco.complaint.v1.ReplyAdminService";

class ServerLifeTest : public ComplaintServerFixture {
 protected:
  // Lines of what is said of the configuration.
  std::vector<std::string> Faults() {
    const auto made = ComplaintServer::Make(config());
    return absl::StrSplit(made.status().message(), '\n', absl::SkipEmpty());
  }

  HealthCheckResponse::ServingStatus Health(const std::string& address,
                                            const std::string& service = "") {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    const grpc::Status status =
        CallUnary(address, "/grpc.health.v1.Health/Check", request, response);
    return status.ok() ? response.status() : HealthCheckResponse::UNKNOWN;
  }

  // Asks reflection, for `request` in text format.
  std::unique_ptr<google::protobuf::Message> Reflect(const std::string& request) {
    auto response = MakeMessage("grpc.reflection.v1alpha.ServerReflectionResponse");
    const grpc::Status status = CallUnary(
        server().address(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        *MakeMessage("grpc.reflection.v1alpha.ServerReflectionRequest", request), *response);
    EXPECT_THAT(status, IsOk());
    return response;
  }

  // The line that counts answers of a method of ComplaintService.
  static std::string HandledLine(const std::string& method, const std::string& code, int count) {
    return absl::StrCat("grpc_server_handled_total{grpc_code=\"", code, "\",grpc_method=\"", method,
                        "\",grpc_service=\"", kService, "\",grpc_type=\"unary\"} ", count, "\n");
  }

  int HangNext() {
    return PlanFault([](FaultPlan& plan) { plan.connection = {.end = ConnectionEnd::kHang}; });
  }
};

TEST_F(ServerLifeTest, MeasuresTheConnectionsToGateways) {
  const auto counts = [](int busy, int idle) {
    return absl::StrCat("complaint_gateway_connections{state=\"busy\"} ", busy,
                        "\ncomplaint_gateway_connections{state=\"idle\"} ", idle, "\n");
  };
  const auto metrics = [this] { return HttpGet(server().operations_address(), "/metrics").body; };
  Start();
  EXPECT_THAT(metrics(), HasSubstr(counts(0, 0)));
  ASSERT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(metrics(), HasSubstr(counts(0, 1)));
  PlanFault([](sandbox::FaultPlan& plan) {
    plan.connection = sandbox::ConnectionFault{.end = sandbox::ConnectionEnd::kHang};
  });
  const auto pending = StartReply(ReplyWithId("t-2"));
  AwaitReceived(2);
  EXPECT_THAT(metrics(), HasSubstr(counts(1, 0)));
  gateway().Reset();
}

TEST_F(ServerLifeTest, IsMadeByAGoodConfigurationAndListensNowhereYet) {
  const auto made = ComplaintServer::Make(config());
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ((*made)->address(), "");
}

TEST_F(ServerLifeTest, NamesEveryFaultOfSettingsAndFilesAtOnce) {
  config().mutable_listener()->mutable_tls()->set_certificate_file("/no/server.pem");
  config().mutable_limits()->mutable_drain_timeout()->set_seconds(-1);
  merchant().set_system_id("88888");
  merchant().mutable_gateway()->set_url("ftp://127.0.0.1/");
  merchant().mutable_gateway()->mutable_tls()->set_ca_file("/no/ca.pem");
  auto& other = *config().add_merchants();
  other.set_isspid("12345678");
  other.set_system_id("8888");
  other.mutable_gateway()->set_url("https://gateway.example/");
  other.mutable_signature()->set_key_file("/no/key");
  EXPECT_THAT(Faults(),
              UnorderedElementsAre(
                  StartsWith("limits.drain_timeout: "),
                  StartsWith("listener.tls.certificate_file: cannot read /no/server.pem"),
                  StartsWith("listener.tls.private_key_file: is missing"),
                  StartsWith("merchants[0].system_id: "), StartsWith("merchants[0].gateway.url: "),
                  StartsWith("merchants[0].gateway.tls.ca_file: cannot read /no/ca.pem"),
                  StartsWith("merchants[1].signature.key_file: cannot read /no/key")));
}

TEST_F(ServerLifeTest, NamesASettingAtFaultOnce) {
  merchant().mutable_signature()->clear_key_file();
  merchant().mutable_gateway()->mutable_connect_timeout();
  EXPECT_THAT(Faults(),
              UnorderedElementsAre(StartsWith("merchants[0].signature.key_file: is missing"),
                                   StartsWith("merchants[0].gateway.connect_timeout: ")));
}

TEST_F(ServerLifeTest, WantsAKeyInItsFile) {
  const struct {
    const char* file;
    std::string text;
    const char* fault;
  } table[] = {{"empty", " \n", "holds no key"},
               {"lines", "SECRET\nSECRET\n", "holds a second line"},
               {"utf16", std::string("S\0E\0", 4), "holds a NUL, as a file in UTF-16 does"}};
  for (const auto& row : table) {
    const std::string file = folder_.Write(row.file, row.text);
    merchant().mutable_signature()->set_key_file(file);
    EXPECT_THAT(Faults(),
                UnorderedElementsAre("merchants[0].signature.key_file: " + file + " " + row.fault));
  }
}

TEST_F(ServerLifeTest, WarnsOfAKeyThatLooksOdd) {
  merchant().mutable_signature()->set_key_file(folder_.Write("named", "key=SECRET\n"));
  testing::internal::CaptureStderr();
  EXPECT_TRUE(ComplaintServer::Make(config()).ok());
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("merchants[0].signature.key_file"));
  EXPECT_THAT(log, HasSubstr(R"(begins with \"key=\" or the like)"));
  EXPECT_THAT(log, testing::Not(HasSubstr("SECRET")));
}

TEST_F(ServerLifeTest, WantsAMerchant) {
  config().clear_merchants();
  EXPECT_THAT(Faults(), UnorderedElementsAre("merchants: there is none"));
}

TEST_F(ServerLifeTest, TakesNothingFromAnEditorForAPartOfAKey) {
  merchant().mutable_signature()->set_key_file(
      folder_.Write("edited", "\xEF\xBB\xBFTESTKEY0123456789abcdef \r\n"));
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
}

TEST_F(ServerLifeTest, DoesNotStartWhereTheAddressIsTaken) {
  Start();
  config().mutable_listener()->set_address(server().address());
  const auto second = ComplaintServer::Make(config());
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(std::string((*second)->Start().message()),
              HasSubstr("listener.address: cannot listen on " + server().address()));
}

TEST_F(ServerLifeTest, ServesAUnixSocketAndTakesNoneOver) {
  config().mutable_listener()->set_address("unix:" + (folder_.path() / "socket").string());
  Start();
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  config().set_operations_address("127.0.0.1:0");
  const auto second = ComplaintServer::Make(config());
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(std::string((*second)->Start().message()), HasSubstr("somebody listens on it"));
  EXPECT_THAT(Reply(ReplyWithId("t-2")).status, IsOk());
}

TEST_F(ServerLifeTest, DoesNotStartWhereTheOperationsAddressIsTaken) {
  Start();
  config().set_operations_address(server().operations_address());
  const auto second = ComplaintServer::Make(config());
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(std::string((*second)->Start().message()),
              HasSubstr("operations_address: cannot listen on " + server().operations_address()));
}

TEST_F(ServerLifeTest, SaysThatItServesOnBothPorts) {
  Start();
  for (const std::string service : {"", kService, kAdminService}) {
    EXPECT_EQ(Health(server().address(), service), HealthCheckResponse::SERVING);
  }
  EXPECT_EQ(HttpGet(server().operations_address(), "/readyz").status, 200);
  EXPECT_EQ(HttpGet(server().operations_address(), "/livez").status, 200);
}

TEST_F(ServerLifeTest, ListsItsServicesByReflection) {
  Start();
  const std::string services = Reflect("list_services: ''")->DebugString();
  EXPECT_THAT(services, HasSubstr(kService));
  EXPECT_THAT(services, HasSubstr(kAdminService));
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
}

TEST_F(ServerLifeTest, DescribesItsServicesByReflection) {
  Start();
  for (const std::string service : {kService, kAdminService, "grpc.health.v1.Health"}) {
    const std::string description =
        Reflect("file_containing_symbol: '" + service + "'")->ShortDebugString();
    EXPECT_THAT(description, HasSubstr("file_descriptor_response"));
    EXPECT_THAT(description, testing::Not(HasSubstr("error_response")));
  }
}

TEST_F(ServerLifeTest, ShowsItsChannelsToNobody) {
  Start();
  EXPECT_EQ(
      CallWithBytes(server().address(), "/grpc.channelz.v1.Channelz/GetServers", "").error_code(),
      StatusCode::UNIMPLEMENTED);
}

TEST_F(ServerLifeTest, CountsCallsByMethodAndCodeAndRepliesByOutcome) {
  Start();
  const std::string at_first = HttpGet(server().operations_address(), "/metrics").body;
  EXPECT_THAT(at_first, HasSubstr(HandledLine("Reply", "OK", 0)));
  EXPECT_THAT(
      at_first,
      HasSubstr("complaint_replies_total{isspid=\"39493002\",outcome=\"OUTCOME_UNKNOWN\"} 0\n"));
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
  EXPECT_FALSE(Reply({}).status.ok());
  const std::string at_last = HttpGet(server().operations_address(), "/metrics").body;
  EXPECT_THAT(at_last, HasSubstr(HandledLine("Reply", "OK", 2)));
  EXPECT_THAT(at_last, HasSubstr(HandledLine("Reply", "InvalidArgument", 1)));
  EXPECT_THAT(at_last,
              HasSubstr("complaint_replies_total{isspid=\"39493002\",outcome=\"DELIVERED\"} 1\n"));
  EXPECT_THAT(at_last,
              HasSubstr("complaint_replies_total{isspid=\"39493002\",outcome=\"REPLAYED\"} 1\n"));
  EXPECT_THAT(
      at_last,
      HasSubstr("complaint_replies_total{isspid=\"39493002\",outcome=\"INVALID_REQUEST\"} 1\n"));
}

TEST_F(ServerLifeTest, SaysWhileItDrainsThatItDoesNotServe) {
  HangNext();
  Start();
  const std::string operations_address = server().operations_address();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  std::thread draining([this] { server().Drain(); });
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (HttpGet(operations_address, "/readyz").status == 200 &&
         std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(HttpGet(operations_address, "/readyz").status, 503);
  EXPECT_EQ(HttpGet(operations_address, "/readyz").body, "process: is going down\n");
  EXPECT_EQ(HttpGet(operations_address, "/livez").status, 200);
  gateway().Reset();
  draining.join();
  EXPECT_THAT(under_way->status(), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
}

TEST_F(ServerLifeTest, TakesNoNewCallOnceItDrains) {
  HangNext();
  Start();
  const std::string operations_address = server().operations_address();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  std::thread draining([this] { server().Drain(); });
  while (HttpGet(operations_address, "/readyz").status == 200) {
  }
  // It serves on until callers have heard.
  complaint::v1::ReplyRequest checked = ReplyWithId("t-2");
  checked.set_validate_only(true);
  while (Reply(checked).status.ok()) {
  }
  // By itself, or because nobody listens; gRPC cancels what comes just as it stops to listen.
  EXPECT_THAT(Reply(ReplyWithId("t-3")).status.error_code(),
              AnyOf(StatusCode::UNAVAILABLE, StatusCode::CANCELLED));
  EXPECT_EQ(gateway().counts().received, 1u);
  gateway().Reset();
  draining.join();
}

TEST_F(ServerLifeTest, LetsACallUnderWayEndBeforeItIsDrained) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  Start();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  server().Drain();
  EXPECT_THAT(under_way->status(), IsOk());
}

TEST_F(ServerLifeTest, WaitsForPartsOfASecondToo) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(200); });
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(999'000'000);
  Start();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  server().Drain();
  EXPECT_THAT(under_way->status(), IsOk());
}

TEST_F(ServerLifeTest, SendsNothingForWhoStillWaitsAtTheDrainTimeout) {
  HangNext();
  merchant().mutable_admission()->set_concurrency_max(1);
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(1'000'000);
  Start();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  const auto waiting = StartReply(ReplyWithId("t-2"));
  // What comes after it on the connection is answered: it is there.
  complaint::v1::ReplyRecord reply;
  EXPECT_THAT(GetReply("", "t-2", reply), IsError(StatusCode::NOT_FOUND, "REPLY_NOT_FOUND"));
  std::thread draining([this] { server().Drain(); });
  EXPECT_THAT(waiting->status(), IsError(StatusCode::UNAVAILABLE, "DRAINING"));
  gateway().Reset();
  draining.join();
  EXPECT_EQ(gateway().counts().received, 0u) << "since the reset";
}

TEST_F(ServerLifeTest, WaitsBeyondTheDrainTimeoutForTheOutcomeOfWhatWasSent) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(300); });
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(1'000'000);
  Start();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  const auto start = std::chrono::steady_clock::now();
  server().Drain();
  EXPECT_GT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(200));
}

// The contract: never UNAVAILABLE once a byte may have left. gRPC's Shutdown with a deadline says
// so to every call that is under way then, sent or not.
TEST_F(ServerLifeTest, TellsTheOutcomeOfWhatWasSentBeyondTheDrainTimeout) {
  PlanFault([](FaultPlan& plan) { plan.latency = std::chrono::milliseconds(300); });
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(1'000'000);
  Start();
  const auto under_way = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  server().Drain();
  EXPECT_THAT(under_way->status(), IsOk());
}

TEST_F(ServerLifeTest, MayBeDrainedTwice) {
  Start();
  server().Drain();
  server().Drain();
}

TEST_F(ServerLifeTest, SaysThatTheSystemHasNoDescriptorOrNoThreadLeft) {
  {
    const FewDescriptors none(0);
    EXPECT_THAT(Faults(), ElementsAre(HasSubstr("no descriptor for the event loop")));
  }
  {
    const FewDescriptors some(3);
    EXPECT_THAT(Faults(), ElementsAre(HasSubstr("fewer than 64 descriptors")));
  }
  config().mutable_ledger()->mutable_sqlite()->set_file(folder_.path() / "replies.sqlite3");
  const auto with_thread_for_ledger = ComplaintServer::Make(config());
  config().mutable_ledger()->mutable_memory();
  const auto with_thread_for_loop = ComplaintServer::Make(config());
  for (const auto* server : {&with_thread_for_ledger, &with_thread_for_loop}) {
    ASSERT_TRUE(server->ok()) << server->status();
    const NoThreads none;
    const absl::Status started = (**server)->Start();
    EXPECT_THAT(std::string(started.message()), HasSubstr("no thread left")) << started;
  }
}

TEST_F(ServerLifeTest, MayBeDrainedWithoutStart) {
  const auto made = ComplaintServer::Make(config());
  ASSERT_TRUE(made.ok());
  (*made)->Drain();
}

}  // namespace
}  // namespace imageco::server
