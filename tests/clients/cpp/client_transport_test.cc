#include <chrono>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/testing/fake_service.h"
#include "tests/clients/cpp/fake_bridge.h"
#include "tests/clients/cpp/sample.h"
#include "tests/sandbox/certificate.h"
#include "tests/test_folder.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using sandbox::Certificate;
using sandbox::MakeSelfSignedCertificate;
using testing::FakeService;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FakeTls ServerTls(const Certificate& server, const std::string& client_ca = "") {
  return {server.certificate_pem, server.key_pem, client_ca};
}

// Nothing where a reply passes.
std::optional<Error> Try(FakeBridge& bridge, const Transport& transport) {
  bridge.on_reply = [](const auto&, auto&) { return FakeStatus{}; };
  const Client client = Client::Connect(bridge.address(), transport, WithoutRetries()).value();
  const Result<ReplyResponse> reply = client.Reply(SampleRequest(), Within(10s));
  return reply.ok() ? std::nullopt : std::optional(reply.error());
}

Tls Trusting(const Certificate& authority) {
  Tls tls;
  tls.ca = Pem::Text(authority.certificate_pem);
  return tls;
}

// Health's news take a moment, as they do in the world.
bool AwaitFailure(const Client& client) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (client.Reply(SampleRequest()).ok()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

std::string FaultOf(const std::string& target, const Transport& transport) {
  const Result<Client> client = Client::Connect(target, transport);
  return client.ok() ? "none" : client.error().message;
}

TEST(ClientTransport, TrustsTheAuthorityThatItIsGiven) {
  const Certificate server = MakeSelfSignedCertificate();
  FakeBridge bridge(ServerTls(server));
  EXPECT_FALSE(Try(bridge, Trusting(server)));
}

TEST(ClientTransport, RefusesWhatNoConnectionCouldBeMadeWith) {
  const Certificate ours = MakeSelfSignedCertificate();
  const Certificate other = MakeSelfSignedCertificate();
  Tls tls = Trusting(ours);
  tls.certificate = Pem::Text(ours.certificate_pem);
  tls.private_key = Pem::Text(ours.key_pem);
  EXPECT_EQ(FaultOf("localhost:1", tls), "none");
  tls.private_key = Pem::Text(other.key_pem);
  EXPECT_EQ(FaultOf("localhost:1", tls), "tls: the private key does not fit the certificate");
  tls.certificate = Pem::Text(ours.key_pem);
  EXPECT_EQ(FaultOf("localhost:1", tls), "tls: the certificate holds no certificate in PEM");
  tls.certificate = Pem::Text(ours.certificate_pem);
  tls.private_key = Pem::Text(ours.certificate_pem);
  EXPECT_EQ(FaultOf("localhost:1", tls),
            "tls: the private key is none in PEM that is not encrypted");
  tls.ca = Pem::Text(ours.certificate_pem.substr(0, 200));
  EXPECT_EQ(FaultOf("localhost:1", tls), "tls.ca: holds no certificate in PEM");
}

TEST(ClientTransport, RefusesATimeoutOfNothing) {
  ClientOptions options;
  options.timeout = 0s;
  const Result<Client> client = Client::Connect("localhost:1", Plaintext(), options);
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error().message, "timeout must be longer than nothing");
}

// What a bridge is shown by a client with that token.
std::string Shown(FakeBridge& bridge, const Token& token) {
  bridge.on_reply = [](const auto&, auto&) { return FakeStatus{}; };
  ClientOptions options = WithoutRetries();
  options.token = token;
  const Client client = Client::Connect(bridge.address(), Plaintext(), options).value();
  EXPECT_TRUE(client.Reply(SampleRequest(), Within(10s)).ok());
  return bridge.authorization();
}

TEST(ClientTransport, ShowsItsToken) {
  FakeBridge bridge;
  EXPECT_EQ(Shown(bridge, Token()), "");
  EXPECT_EQ(Shown(bridge, Token::Text("a.b-c_d~e+f/g=")), "Bearer a.b-c_d~e+f/g=");
}

TEST(ClientTransport, ReadsItsTokenForEachCall) {
  FakeBridge bridge;
  bridge.on_reply = [](const auto&, auto&) { return FakeStatus{}; };
  bridge.on_get_reply = [](const auto&, auto&) { return FakeStatus{}; };
  const TestFolder folder;
  ClientOptions options = WithoutRetries();
  options.token = Token::File(folder.Write("token", "first\n"));
  const Client client = Client::Connect(bridge.address(), Plaintext(), options).value();
  EXPECT_TRUE(client.Reply(SampleRequest(), Within(10s)).ok());
  EXPECT_EQ(bridge.authorization(), "Bearer first");
  folder.Write("token", " second ");
  EXPECT_TRUE(client.GetReply("", "t-1", Within(10s)).ok());
  EXPECT_EQ(bridge.authorization(), "Bearer second");
  folder.Write("token", "");
  const Result<ReplyResponse> reply = client.Reply(SampleRequest(), Within(10s));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().message, "token: holds no token");
  EXPECT_EQ(reply.error().sent, Sent::kNothing);
  EXPECT_EQ(bridge.authorization(), "Bearer second") << "nothing was sent";
}

TEST(ClientTransport, SendsATokenOverTlsOrToThisMachineAlone) {
  const auto fault = [](const std::string& target, const Transport& transport, const Token& token) {
    ClientOptions options;
    options.token = token;
    const Result<Client> client = Client::Connect(target, transport, options);
    return client.ok() ? "none" : client.error().message;
  };
  const Token token = Token::Text("secret");
  EXPECT_EQ(fault("bridge.example:1", Plaintext(), token),
            "token: a token is sent over TLS, or to this machine, alone");
  EXPECT_EQ(fault("bridge.example:1", Tls(), token), "none");
  EXPECT_EQ(fault("localhost:1", Plaintext(), token), "none");
  EXPECT_EQ(fault("bridge.example:1", Plaintext(), Token()), "none");
  EXPECT_EQ(fault("localhost:1", Plaintext(), Token::Text("two words")), "token: holds no token");
  EXPECT_EQ(fault("localhost:1", Plaintext(), Token::Text("")), "token: holds no token");
  EXPECT_THAT(fault("localhost:1", Plaintext(), Token::File("/nowhere/at-all")),
              HasSubstr("token: /nowhere/at-all cannot be read"));
}

TEST(ClientTransport, ReadsCertificatesFromFiles) {
  const Certificate server = MakeSelfSignedCertificate();
  FakeBridge bridge(ServerTls(server));
  const TestFolder folder;
  Tls tls;
  tls.ca = Pem::File(folder.Write("ca.pem", server.certificate_pem));
  EXPECT_FALSE(Try(bridge, tls));
}

TEST(ClientTransport, TrustsNoOtherAuthority) {
  FakeBridge bridge(ServerTls(MakeSelfSignedCertificate()));
  EXPECT_EQ(Try(bridge, Trusting(MakeSelfSignedCertificate()))->code, Code::kUnavailable);
  EXPECT_EQ(Try(bridge, Tls())->code, Code::kUnavailable);
}

TEST(ClientTransport, ChecksTheNameOfTheServer) {
  const Certificate server = MakeSelfSignedCertificate();
  FakeBridge bridge(ServerTls(server));
  Tls tls = Trusting(server);
  tls.server_name = "localhost";
  EXPECT_FALSE(Try(bridge, tls));
  tls.server_name = "other.example";
  EXPECT_TRUE(Try(bridge, tls));
}

TEST(ClientTransport, ShowsItsCertificate) {
  const Certificate server = MakeSelfSignedCertificate();
  const Certificate client = MakeSelfSignedCertificate();
  FakeBridge bridge(ServerTls(server, client.certificate_pem));
  Tls tls = Trusting(server);
  EXPECT_TRUE(Try(bridge, tls));
  tls.certificate = Pem::Text(client.certificate_pem);
  tls.private_key = Pem::Text(client.key_pem);
  EXPECT_FALSE(Try(bridge, tls));
}

TEST(ClientTransport, SpeaksNoPlaintextUnlessAsked) {
  FakeService bridge;
  const Client client = Client::Connect(bridge.address()).value();
  EXPECT_FALSE(client.Reply(SampleRequest(), Within(10s)).ok());
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientConnect, NamesWhatIsAtFault) {
  EXPECT_EQ(FaultOf("", Plaintext()), "the address is empty: give HOST:PORT");
  Tls tls;
  tls.ca = Pem::File("/nowhere/at-all");
  EXPECT_EQ(FaultOf("x:1", tls),
            "tls.ca: /nowhere/at-all cannot be read: No such file or directory");
  tls.ca = Pem::File("/");
  EXPECT_EQ(FaultOf("x:1", tls), "tls.ca: / cannot be read: Is a directory");
  tls.ca = Pem::Text("");
  EXPECT_EQ(FaultOf("x:1", tls), "tls.ca: holds no PEM");
  tls.ca = Pem::Text("x");
  EXPECT_EQ(FaultOf("x:1", tls), "tls.ca: holds no PEM");
  tls.ca = Pem();
  tls.private_key = Pem::Text("-----BEGIN x");
  EXPECT_EQ(FaultOf("x:1", tls), "tls: a certificate and its private key come both or not at all");
}

TEST(ClientTransport, ReadsItsFilesAgainWhenTheyChange) {
  const Certificate server = MakeSelfSignedCertificate();
  const Certificate before = MakeSelfSignedCertificate();
  const Certificate after = MakeSelfSignedCertificate();
  FakeBridge bridge(ServerTls(server, after.certificate_pem));
  bridge.on_reply = [](const auto&, auto&) { return FakeStatus{}; };
  const TestFolder folder;
  Tls tls;
  tls.ca = Pem::File(folder.Write("ca.pem", before.certificate_pem));
  tls.certificate = Pem::File(folder.Write("me.pem", before.certificate_pem));
  tls.private_key = Pem::File(folder.Write("me.key", before.key_pem));
  const Client client = Client::Connect(bridge.address(), tls, WithoutRetries()).value();
  EXPECT_EQ(client.Reply(SampleRequest(), Within(10s)).error().sent, Sent::kNothing);
  folder.Write("ca.pem", server.certificate_pem);
  EXPECT_FALSE(client.Reply(SampleRequest(), Within(10s)).ok()) << "it shows the old certificate";
  folder.Write("me.key", after.key_pem);
  folder.Write("me.pem", after.certificate_pem);
  EXPECT_TRUE(client.Reply(SampleRequest(), Within(10s)).ok());
  folder.Write("me.pem", "half a file");
  EXPECT_TRUE(client.Reply(SampleRequest(), Within(10s)).ok()) << "the last good ones stay";
}

TEST(ClientCheckConnection, TellsNothingWhereOneStands) {
  FakeService bridge;
  EXPECT_FALSE(bridge.Connect().CheckConnection());
  EXPECT_THAT(bridge.received(), IsEmpty());
}

TEST(ClientCheckConnection, TellsWhyNoneStands) {
  const Client client = Client::Connect("127.0.0.1:1", Plaintext(), WithoutRetries()).value();
  const std::optional<Error> error = client.CheckConnection();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, Code::kUnavailable);
  EXPECT_EQ(error->sent, Sent::kNothing);
  EXPECT_THAT(error->message, HasSubstr("Connection refused"));
}

TEST(ClientCheckConnection, EndsWhereItsCallerCancels) {
  CancelSource source;
  source.Cancel();
  CallOptions options;
  options.cancel = source.token();
  // No name is looked up under this one (RFC 6761).
  const Client client = Client::Connect("bridge.invalid:1", Plaintext()).value();
  const std::optional<Error> error = client.CheckConnection(options);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, Code::kCancelled);
}

TEST(ClientHealth, IsHeeded) {
  FakeService bridge;
  const Client client = bridge.Connect(WithoutRetries());
  ASSERT_TRUE(client.Reply(SampleRequest()).ok());
  bridge.SetServing(false);
  ASSERT_TRUE(AwaitFailure(client));
  const size_t received = bridge.received().size();
  const Error error = client.Reply(SampleRequest()).error();
  EXPECT_EQ(error.code, Code::kUnavailable);
  EXPECT_EQ(bridge.received().size(), received);
  bridge.SetServing(true);
  EXPECT_TRUE(client.ReplyUntilSettled(SampleRequest(), Within(10s)).ok());
}

}  // namespace
}  // namespace imageco::complaint
