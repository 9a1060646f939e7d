// Connections that are there for nothing.
#include "server/callers_port.h"

#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "server/listener/listener_probe.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;

constexpr absl::Duration kAtOnceMax = absl::Milliseconds(100);
constexpr absl::Duration kEver = absl::Hours(24);

std::shared_ptr<grpc::ServerCredentials> TlsForTest() {
  const auto identity = MakeIdentity(MakeAuthority());
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({identity.KeyPem(), identity.CertificatePem()});
  return grpc::SslServerCredentials(options);
}

class CallersPortTest : public testing::Test {
 protected:
  void Open(const CallersPatience& patience,
            const std::shared_ptr<grpc::ServerCredentials>& credentials =
                grpc::InsecureServerCredentials()) {
    config_.mutable_listener()->set_address("127.0.0.1:0");
    auto opened = CallersPort::Open(config_, credentials, loop_, {}, calls_, patience);
    ASSERT_TRUE(opened.ok()) << opened.status();
    port_ = *std::move(opened);
  }

  // Whether the port closes a new connection on which `bytes` are sent; waits for that.
  bool Closes(const std::string& bytes) {
    const OwnedFd connection = ConnectTo(port_->address());
    Exchange(connection, bytes);
    return IsAtItsEnd(connection);
  }

 private:
  static bool IsAtItsEnd(const OwnedFd& connection) {
    char byte = 0;
    return recv(connection.get(), &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET;
  }

  bridge::config::v1::BridgeConfig config_;
  bridge::base::EpollLoop loop_;
  ConnectionCalls calls_{100};
  std::unique_ptr<CallersPort> port_;
};

TEST_F(CallersPortTest, ClosesAConnectionThatSaysNothing) {
  Open({.handshake_max = kAtOnceMax, .idle_max = kEver});
  EXPECT_TRUE(Closes(""));
}

TEST_F(CallersPortTest, ClosesAConnectionThatBeginsHttp2AndGoesNoFurther) {
  Open({.handshake_max = kAtOnceMax, .idle_max = kEver});
  EXPECT_TRUE(Closes(PlaintextGreeting().substr(0, 20)));
}

TEST_F(CallersPortTest, ClosesAConnectionThatBeginsTlsAndGoesNoFurther) {
  Open({.handshake_max = kAtOnceMax, .idle_max = kEver}, TlsForTest());
  EXPECT_TRUE(Closes(""));
  EXPECT_TRUE(Closes(TlsGreeting().substr(0, 20)));
  EXPECT_TRUE(Closes(TlsGreeting()));
}

TEST_F(CallersPortTest, ClosesAConnectionWithoutCalls) {
  Open({.handshake_max = kEver, .idle_max = kAtOnceMax});
  EXPECT_TRUE(Closes(PlaintextGreeting()));
}

}  // namespace
}  // namespace imageco::server
