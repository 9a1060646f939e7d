#include <atomic>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/certificate.h"
#include "tests/sandbox/sandbox.h"
#include "tests/sandbox/test_client.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Every connection fault as a client sees it, on a plain connection and under TLS.
class ConnectionFaultTest : public testing::TestWithParam<bool> {
 protected:
  ConnectionFaultTest() {
    Config config = TestConfig();
    config.tls = TlsConfig{certificate_.certificate_pem, certificate_.key_pem, ""};
    sandbox_ = std::move(*Sandbox::Start(config).value);
  }

  bool IsTls() const { return GetParam(); }
  StreamEnd OrderlyEnd() const { return IsTls() ? StreamEnd::kCloseNotify : StreamEnd::kFin; }

  TestClient Connect() {
    return IsTls() ? TestClient::Tls(sandbox_->https_port(), certificate_.certificate_pem)
                   : TestClient::Plain(sandbox_->http_port());
  }

  void AddFault(const ConnectionFault& fault) {
    FaultPlan plan;
    plan.connection = fault;
    plan_ = sandbox_->AddFault(plan);
  }
  int fired() const { return sandbox_->fired(plan_); }

  // What a client receives that sends the sample while `fault` is planned.
  Received SendUnder(const ConnectionFault& fault) {
    AddFault(fault);
    TestClient client = Connect();
    client.Send(request_);
    return client.ReadToEnd();
  }

  const Certificate certificate_ = MakeSelfSignedCertificate();
  const std::string request_ = RequestBytes(JsonEndpoint(), SampleJson());
  std::unique_ptr<Sandbox> sandbox_;
  int plan_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Wire, ConnectionFaultTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Tls" : "Plain"; });

TEST_P(ConnectionFaultTest, ClosesAtAccept) {
  AddFault({ConnectionEnd::kClose, FaultPoint::kAccept});
  TestClient client = Connect();
  EXPECT_FALSE(client.handshaken());
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kFin);
  EXPECT_EQ(fired(), 1);
  EXPECT_EQ(sandbox_->counts().connections, 1);
  EXPECT_EQ(sandbox_->counts().partial, 0);
}

TEST_P(ConnectionFaultTest, ResetsAtAccept) {
  AddFault({ConnectionEnd::kReset, FaultPoint::kAccept});
  TestClient client = Connect();
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kReset);
  EXPECT_EQ(fired(), 1);
}

TEST_P(ConnectionFaultTest, HangsAtAccept) {
  AddFault({ConnectionEnd::kHang, FaultPoint::kAccept});
  TestClient client = TestClient::Plain(IsTls() ? sandbox_->https_port() : sandbox_->http_port());
  client.Send("nonsense\r\n\r\n");
  EXPECT_TRUE(client.IsSilent()) << "neither a TLS alert nor 400";
  EXPECT_EQ(fired(), 1);
}

TEST_P(ConnectionFaultTest, FaultsOneConnectionAtAcceptAndServesTheNext) {
  AddFault({ConnectionEnd::kReset, FaultPoint::kAccept});
  Connect();
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
}

TEST_P(ConnectionFaultTest, ClosesWithinTheRequest) {
  const Received received = SendUnder({ConnectionEnd::kClose, FaultPoint::kRequestByte, 30});
  EXPECT_EQ(received.bytes, "");
  EXPECT_EQ(received.end, OrderlyEnd());
  EXPECT_EQ(fired(), 1);
  EXPECT_EQ(sandbox_->counts().partial, 1);
  EXPECT_EQ(sandbox_->counts().received, 0);
}

TEST_P(ConnectionFaultTest, ResetsWithinTheRequest) {
  AddFault({ConnectionEnd::kReset, FaultPoint::kRequestByte, 30});
  TestClient client = Connect();
  client.Send(request_.substr(0, 29));
  EXPECT_TRUE(client.IsSilent()) << "a byte is missing yet";
  EXPECT_EQ(fired(), 0);
  client.Send(request_.substr(29, 1));
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kReset);
  EXPECT_EQ(fired(), 1);
  EXPECT_EQ(sandbox_->counts().partial, 1);
}

TEST_P(ConnectionFaultTest, HangsWithinTheRequest) {
  AddFault({ConnectionEnd::kHang, FaultPoint::kRequestByte, 1});
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_TRUE(client.IsSilent());
  EXPECT_EQ(fired(), 1);
}

TEST_P(ConnectionFaultTest, DoesNotStopBehindTheLastByte) {
  AddFault({ConnectionEnd::kReset, FaultPoint::kRequestByte, request_.size()});
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(fired(), 0);
}

TEST_P(ConnectionFaultTest, StopsBeforeTheLastByte) {
  EXPECT_EQ(SendUnder({ConnectionEnd::kReset, FaultPoint::kRequestByte, request_.size() - 1}).end,
            StreamEnd::kReset);
  EXPECT_EQ(fired(), 1);
  EXPECT_EQ(sandbox_->counts().received, 0);
}

TEST_P(ConnectionFaultTest, StopsTheRequestThatHasTheTransactionId) {
  FaultPlan plan;
  plan.connection = ConnectionFault{ConnectionEnd::kReset, FaultPoint::kRequestByte, 400, true};
  plan.match.transaction_id = "t2";
  const int id = sandbox_->AddFault(plan);
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
  const Members members = With(SampleMembers(), "transaction_id", "t2");
  client.Send(RequestBytes(JsonEndpoint(), SignedJson(JsonEndpoint(), members)));
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kReset);
  EXPECT_EQ(sandbox_->fired(id), 1);
}

TEST_P(ConnectionFaultTest, ClosesAfterTheRequest) {
  const Received received = SendUnder({ConnectionEnd::kClose, FaultPoint::kAfterRequest});
  EXPECT_EQ(received.bytes, "");
  EXPECT_EQ(received.end, OrderlyEnd());
  EXPECT_EQ(fired(), 1);
  EXPECT_EQ(sandbox_->counts().received, 1);
  EXPECT_EQ(sandbox_->counts().applied, 1);
}

TEST_P(ConnectionFaultTest, ClosesWithoutCloseNotify) {
  const Received received = SendUnder({ConnectionEnd::kClose, FaultPoint::kAfterRequest, 0, false});
  EXPECT_EQ(received.end, StreamEnd::kFin);
}

TEST_P(ConnectionFaultTest, ResetsAfterTheRequest) {
  const Received received = SendUnder({ConnectionEnd::kReset, FaultPoint::kAfterRequest});
  EXPECT_EQ(received.bytes, "");
  EXPECT_EQ(received.end, StreamEnd::kReset);
  EXPECT_EQ(sandbox_->counts().applied, 1);
}

TEST_P(ConnectionFaultTest, HangsAfterTheRequestUntilReset) {
  AddFault({ConnectionEnd::kHang, FaultPoint::kAfterRequest});
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_TRUE(client.IsSilent());
  ASSERT_TRUE(
      sandbox_->WaitFor([](const Counts& c) { return c.applied == 1; }, std::chrono::seconds(10)));
  sandbox_->Reset();
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kReset);
}

TEST_P(ConnectionFaultTest, ClosesWithinTheAnswer) {
  const Received received = SendUnder({ConnectionEnd::kClose, FaultPoint::kAnswerByte, 20});
  EXPECT_EQ(received.bytes, "HTTP/1.1 200 OK\r\nCon");
  EXPECT_EQ(received.end, OrderlyEnd());
  EXPECT_EQ(fired(), 1);
}

TEST_P(ConnectionFaultTest, ResetsWithinTheAnswer) {
  const Received received = SendUnder({ConnectionEnd::kReset, FaultPoint::kAnswerByte, 20});
  EXPECT_EQ(received.bytes, "HTTP/1.1 200 OK\r\nCon");
  EXPECT_EQ(received.end, StreamEnd::kReset);
}

TEST_P(ConnectionFaultTest, HangsWithinTheAnswer) {
  AddFault({ConnectionEnd::kHang, FaultPoint::kAnswerByte, 1});
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_EQ(client.ReadBytes(1), "H");
  EXPECT_TRUE(client.IsSilent());
}

TEST_P(ConnectionFaultTest, EndsBehindTheWholeAnswer) {
  const Received received = SendUnder({ConnectionEnd::kClose, FaultPoint::kAnswerByte, 100'000});
  EXPECT_THAT(received.bytes, HasSubstr(R"("id":"0000")"));
  EXPECT_EQ(received.end, OrderlyEnd());
}

TEST_P(ConnectionFaultTest, WaitsBeforeTheConnectionEnds) {
  FaultPlan plan;
  plan.latency = milliseconds(500);
  plan.connection = ConnectionFault{ConnectionEnd::kReset, FaultPoint::kAfterRequest, 0, true};
  sandbox_->AddFault(plan);
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_TRUE(client.IsSilent());
  EXPECT_EQ(client.ReadToEnd().end, StreamEnd::kReset);
}

TEST_P(ConnectionFaultTest, CallsWhereItIsReachedAndGoesOn) {
  for (const FaultPoint at : {FaultPoint::kAccept, FaultPoint::kRequestByte,
                              FaultPoint::kAfterRequest, FaultPoint::kAnswerByte}) {
    std::atomic<int> calls = 0;
    AddFault({ConnectionEnd::kGoOn, at, 1, true, [&calls] { ++calls; }});
    TestClient client = Connect();
    client.Send(request_);
    EXPECT_THAT(client.ReadAnswer(), HasSubstr(R"("id":"0000")"));
    EXPECT_EQ(calls, 1);
  }
  EXPECT_EQ(sandbox_->counts().partial, 0);
}

TEST_P(ConnectionFaultTest, CallsBetweenTheBytesOfTheAnswer) {
  std::promise<void> reached;
  AddFault({ConnectionEnd::kHang, FaultPoint::kAnswerByte, 1, true, [&] { reached.set_value(); }});
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_EQ(client.ReadBytes(1), "H");
  EXPECT_EQ(reached.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_P(ConnectionFaultTest, SparesTheFreshConnectionWhenAKeptAliveOneIsMeant) {
  FaultPlan plan;
  plan.connection = ConnectionFault{ConnectionEnd::kClose, FaultPoint::kRequestByte, 1, true};
  plan.match.connection = ConnectionAge::kKeptAlive;
  const int id = sandbox_->AddFault(plan);
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
  client.Send(request_);
  const Received received = client.ReadToEnd();
  EXPECT_EQ(received.bytes, "");
  EXPECT_EQ(received.end, OrderlyEnd());
  EXPECT_EQ(sandbox_->fired(id), 1);
}

TEST_P(ConnectionFaultTest, ClosesIdleConnectionsInOrder) {
  sandbox_->SetIdleClose(milliseconds(20));
  TestClient client = Connect();
  client.Send(request_);
  client.ReadAnswer();
  EXPECT_EQ(client.ReadToEnd().end, OrderlyEnd());
}

TEST_P(ConnectionFaultTest, DelaysAnAnswer) {
  FaultPlan plan;
  plan.latency = milliseconds(500);
  sandbox_->AddFault(plan);
  TestClient client = Connect();
  client.Send(request_);
  EXPECT_TRUE(client.IsSilent());
  EXPECT_EQ(sandbox_->counts().applied, 1) << "the message is applied before";
  EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace imageco::sandbox
