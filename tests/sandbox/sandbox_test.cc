#include "tests/sandbox/sandbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/test_client.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::unique_ptr<Sandbox> StartWith(const Config& config) {
  return std::move(*Sandbox::Start(config).value);
}

class SandboxTest : public testing::Test {
 protected:
  TestClient Connect() { return TestClient::Plain(sandbox_->http_port()); }

  const std::string request_ = RequestBytes(JsonEndpoint(), SampleJson());
  std::unique_ptr<Sandbox> sandbox_ = StartWith(TestConfig());
};

TEST_F(SandboxTest, AnswersTheVendorsSamples) {
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), HasSubstr(R"("id":"0000")"));
  client.Send(RequestBytes(XmlEndpoint(), SampleXml()));
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("<id>0000</id>"));
  client.Send(RequestBytes(MacFormEndpoint(), SampleMacForm()));
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("xml=%3C%3Fxml"));
  EXPECT_EQ(sandbox_->counts().applied, 3);
  EXPECT_EQ(sandbox_->counts().connections, 1);
}

TEST_F(SandboxTest, TellsFreshFromKeptAliveConnections) {
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  client.Send(request_);
  client.ReadAnswer();
  TestClient other = Connect();
  other.Send(request_);
  other.ReadAnswer();
  const std::vector<Message> messages = sandbox_->applied("resp202406170000000001");
  ASSERT_EQ(messages.size(), 3);
  EXPECT_EQ(messages[0].connection, 1);
  EXPECT_FALSE(messages[0].kept_alive);
  EXPECT_EQ(messages[1].connection, 1);
  EXPECT_TRUE(messages[1].kept_alive);
  EXPECT_EQ(messages[2].connection, 2);
  EXPECT_FALSE(messages[2].kept_alive);
}

TEST_F(SandboxTest, AnswersPipelinedRequestsInOrder) {
  TestClient client = Connect();
  client.Send(request_ + RequestBytes(XmlEndpoint(), SampleXml()));
  EXPECT_THAT(client.ReadAnswer(), HasSubstr(R"("id":"0000")"));
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("<id>0000</id>"));
}

TEST_F(SandboxTest, MovesTheComplaintToProcessing) {
  const std::string complaint_id = "200201820200101080076610000";
  EXPECT_EQ(sandbox_->complaint(complaint_id)->state, ComplaintState::kPending);
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  EXPECT_EQ(sandbox_->complaint(complaint_id)->state, ComplaintState::kProcessing);
  EXPECT_FALSE(sandbox_->complaint("other"));
  EXPECT_EQ(sandbox_->complaints().size(), 1);
}

TEST_F(SandboxTest, ClosesWhenTheClientWantsTo) {
  TestClient client = Connect();
  std::string request = request_;
  request.insert(request.find("Host:"), "Connection: close\r\n");
  client.Send(request);
  const Received received = client.ReadToEnd();
  EXPECT_THAT(received.bytes, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(received.end, StreamEnd::kFin);
}

TEST_F(SandboxTest, CountsARequestThatBreaksOff) {
  TestClient client = Connect();
  client.Send(request_.substr(0, request_.size() - 1));
  client.FinishSending();
  EXPECT_EQ(client.ReadToEnd().bytes, "");
  EXPECT_EQ(sandbox_->counts().partial, 1);
  EXPECT_EQ(sandbox_->counts().received, 0);
}

TEST_F(SandboxTest, CountsNothingForAConnectionWithoutRequest) {
  TestClient client = Connect();
  client.FinishSending();
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kFin);
  EXPECT_EQ(sandbox_->counts().partial, 0);
  EXPECT_EQ(sandbox_->counts().connections, 1);
}

TEST_F(SandboxTest, RefusesWhatIsNotHttp) {
  TestClient client = Connect();
  client.Send("nonsense\r\n\r\n");
  const Received received = client.ReadToEnd();
  EXPECT_THAT(received.bytes, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_EQ(received.end, StreamEnd::kFin);
  EXPECT_EQ(sandbox_->counts().partial, 1);
}

TEST_F(SandboxTest, RecordsAChunkedBodyAsAViolation) {
  TestClient client = Connect();
  client.Send(
      "POST /xml HTTP/1.1\r\nContent-Type: application/xml; charset=GBK\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", SampleXml().size());
  client.Send(size.data() + SampleXml() + "\r\n0\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("<id>9001</id>"));
  EXPECT_THAT(sandbox_->messages().at(0).violations, ElementsAre("content_length: missing"));
}

TEST_F(SandboxTest, KeepsAliveForeverByDefault) {
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  EXPECT_TRUE(client.IsSilent());
}

TEST_F(SandboxTest, ClosesIdleConnectionsOnceTheyWereUsed) {
  sandbox_->SetIdleClose(milliseconds(20));
  TestClient client = Connect();
  EXPECT_TRUE(client.IsSilent()) << "nothing was asked yet";
  client.Send(request_);
  client.ReadAnswer();
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kFin);
  EXPECT_EQ(sandbox_->counts().partial, 0);
}

TEST_F(SandboxTest, LeavesABusyConnectionOpen) {
  sandbox_->SetIdleClose(milliseconds(500));
  FaultPlan slow;
  slow.latency = milliseconds(700);
  slow.match.connection = ConnectionAge::kKeptAlive;
  sandbox_->AddFault(slow);
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
}

TEST_F(SandboxTest, ForgetsEverythingOnReset) {
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  const int plan = sandbox_->AddFault({});
  sandbox_->SetIdleClose(milliseconds(1));
  sandbox_->Reset();
  EXPECT_EQ(sandbox_->counts().received, 0);
  EXPECT_TRUE(sandbox_->messages().empty());
  EXPECT_TRUE(sandbox_->faults().empty());
  EXPECT_EQ(sandbox_->fired(plan), 0);
  TestClient other = Connect();
  other.Send(request_);
  EXPECT_THAT(other.ReadAnswer(), StartsWith("HTTP/1.1 200"));
  EXPECT_TRUE(other.IsSilent()) << "idle_close is as configured again";
}

TEST_F(SandboxTest, EndsWithConnectionsInEveryState) {
  FaultPlan hang;
  hang.connection = ConnectionFault{ConnectionEnd::kHang, FaultPoint::kAfterRequest, 0, true};
  FaultPlan slow;
  slow.latency = std::chrono::hours(1);
  sandbox_->AddFault(hang);
  sandbox_->AddFault(slow);
  TestClient hung = Connect();
  hung.Send(request_);
  TestClient waiting = Connect();
  waiting.Send(request_);
  TestClient silent = Connect();
  TestClient partial = Connect();
  partial.Send("POST");
  EXPECT_TRUE(
      sandbox_->WaitFor([](const Counts& c) { return c.received == 2; }, std::chrono::seconds(10)));
  sandbox_.reset();
  EXPECT_NE(silent.ReadToEnd().end, StreamEnd::kOpen);
  EXPECT_NE(hung.ReadToEnd().end, StreamEnd::kOpen);
}

TEST_F(SandboxTest, ServesManyConnectionsAtOnce) {
  std::vector<TestClient> clients;
  clients.reserve(50);
  for (int i = 0; i < 50; ++i) clients.push_back(Connect());
  for (TestClient& client : clients) client.Send(request_);
  for (TestClient& client : clients) EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(sandbox_->counts().connections, 50);
  EXPECT_EQ(sandbox_->counts().duplicates, 49);
}

TEST(SandboxDeathTest, AbortsOnAPlanThatCouldNeverFire) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto sandbox = StartWith(TestConfig());
  FaultPlan plan;
  plan.match.path = "/json";
  plan.connection = ConnectionFault{ConnectionEnd::kReset, FaultPoint::kAccept, 0, true};
  EXPECT_DEATH(sandbox->AddFault(plan), "match.path: not known yet at accept");
}

TEST(Sandbox, RefusesAConfigurationWithFaults) {
  const auto sandbox = Sandbox::Start(Config());
  EXPECT_FALSE(sandbox.value);
  EXPECT_EQ(sandbox.faults.size(), 2);
}

TEST(Sandbox, RefusesPortsThatAreTaken) {
  const auto first = StartWith(TestConfig());
  Config config = TestConfig();
  config.http_port = first->http_port();
  config.admin_port = first->admin_port();
  const auto second = Sandbox::Start(config);
  EXPECT_FALSE(second.value);
  EXPECT_THAT(second.faults, ElementsAre(HasSubstr("Address already in use"),
                                         HasSubstr("Address already in use")));
}

TEST(Sandbox, ListensOnTheAddressThatIsSaid) {
  const auto first = StartWith(TestConfig());
  Config config = TestConfig();
  config.address = "127.0.0.2";
  config.http_port = first->http_port();
  EXPECT_EQ(StartWith(config)->http_port(), first->http_port());
}

TEST(Sandbox, HasNoHttpsPortWithoutACertificate) {
  EXPECT_EQ(StartWith(TestConfig())->https_port(), 0);
}

}  // namespace
}  // namespace imageco::sandbox
