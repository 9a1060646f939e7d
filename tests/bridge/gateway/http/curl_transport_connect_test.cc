// Connections that do not come about: libcurl gives their sockets up while they are watched.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"
#include "tests/exhaustion.h"
#include "tests/silent_listener.h"

namespace imageco::bridge::gateway {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class CurlTransportConnectTest : public CurlTransportFixture {
 protected:
  CurlTransportConnectTest() {
    gateway().set_allow_plaintext(true);
    gateway().mutable_connect_timeout()->set_nanos(50'000'000);
  }

  void UseUrl(std::string_view host, int port) {
    gateway().set_url(absl::StrCat("http://", std::string(host), ":", port, "/"));
  }

  // A peer on ::1 whose port nobody has on 127.0.0.1.
  void StartPeerBesideAFreePort(const ScriptedPeer::Script& script) {
    UseIpv6();
    do {
      StartPeer(script);
    } while (!IsFree(peer().port()));
  }

  static bool IsFree(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_free =
        bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 && listen(fd, 1) == 0;
    close(fd);
    return is_free;
  }

  // Sends so many at once and waits for what comes of them.
  std::vector<TransportResult> PostTogether(int messages) {
    std::vector<TransportResult> results;
    for (int i = 0; i < messages; ++i) {
      base::Spawn(transport().Post({"message"}),
                  [this, &results, messages](TransportResult result) {
                    results.push_back(std::move(result));
                    if (results.size() == static_cast<size_t>(messages)) loop().Stop();
                  });
    }
    loop().Run();
    return results;
  }
};

TEST_F(CurlTransportConnectTest, KnowsThatNothingWasSentWhereSynsAreSwallowed) {
  const SilentListener silent;
  UseUrl("127.0.0.1", silent.port());
  for (int round = 0; round < 3; ++round) {
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kNothing);
    EXPECT_THAT(result.error, StartsWith("Timeout was reached: "));
  }
}

TEST_F(CurlTransportConnectTest, GivesManyConnectionsUpTogether) {
  const SilentListener silent;
  UseUrl("127.0.0.1", silent.port());
  for (const TransportResult& result : PostTogether(100)) {
    EXPECT_EQ(result.sent, Sent::kNothing);
    EXPECT_THAT(result.error, StartsWith("Timeout was reached: "));
  }
}

TEST_F(CurlTransportConnectTest, KnowsThatNothingWasSentWhereItIsRefusedLate) {
  SilentListener silent;
  UseUrl("127.0.0.1", silent.port());
  gateway().mutable_connect_timeout()->set_seconds(10);
  loop().RunAfter(absl::Milliseconds(10), [&silent] { silent.Refuse(); });
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, StartsWith("Couldn't connect to server: "));
}

// libcurl tries the name's other address beside the first, and gives the slower one up.
TEST_F(CurlTransportConnectTest, UsesTheAddressThatAnswersWhereAnotherHangs) {
  constexpr int kRounds = 3;
  StartPeer([](ScriptedPeer& peer) {
    for (int round = 0; round < kRounds; ++round) {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      connection.Write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nOK");
      connection.Close();
    }
  });
  const SilentListener silent(AF_INET6, peer().port());
  UseUrl("localhost", peer().port());
  gateway().mutable_connect_timeout()->set_seconds(10);
  for (int round = 0; round < kRounds; ++round) {
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
  }
  Finish();
  EXPECT_EQ(Arrivals("message"), kRounds);
}

// What fails at one address behind TCP, libcurl does not try at the next.
TEST_F(CurlTransportConnectTest, TriesTheNextAddressWhereOneSpeaksNoTls) {
  UseTls();
  StartPeerBesideAFreePort([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  const SilentListener silent = SilentListener::ThatConnects(AF_INET, peer().port());
  gateway().set_url(absl::StrCat("https://localhost:", peer().port(), "/"));
  for (int round = 0; round < 3; ++round) {
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
  }
  Finish();
  EXPECT_EQ(Arrivals("message"), 3);
}

TEST_F(CurlTransportConnectTest, TellsHowTheLastAddressFailed) {
  UseTls();
  StartPeerBesideAFreePort([](ScriptedPeer& peer) {
    while (true) {
      PeerConnection connection = peer.AcceptSilently();
      if (connection.ended()) return;
      connection.Close();
    }
  });
  const SilentListener silent = SilentListener::ThatConnects(AF_INET, peer().port());
  gateway().set_url(absl::StrCat("https://localhost:", peer().port(), "/"));
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, testing::HasSubstr("SSL"));
  Finish();
  EXPECT_EQ(peer().connections(), 1);
}

// As of a name whose second address, of IPv6, leads nowhere.
TEST_F(CurlTransportConnectTest, TellsOfTheCertificateWhereAnotherAddressRefuses) {
  UseTls();
  StartPeerBesideAFreePort([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  gateway().set_url(absl::StrCat("https://localhost:", peer().port(), "/"));
  gateway().mutable_tls()->set_ca_file(
      WriteTestFile("other-authority.pem", MakeAuthority().CertificatePem()));
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, StartsWith("SSL "));
  Finish();
}

// libcurl looks names up on threads of its own.
TEST_F(CurlTransportConnectTest, SendsNothingWhereTheSystemGivesNoThread) {
  UseUrl("gateway.invalid", 1);
  const NoThreads none;
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, HasSubstr("thread failed to start"));
}

TEST_F(CurlTransportConnectTest, SendsNothingWhereTheSystemGivesNoSocket) {
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  {
    const FewDescriptors none(0);
    EXPECT_EQ(Post("message").sent, Sent::kNothing);
  }
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals("message"), 1);
}

TEST_F(CurlTransportConnectTest, EndsWhatConnectsWhenDestroyed) {
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  const SilentListener silent;
  UseUrl("127.0.0.1", silent.port());
  gateway().mutable_connect_timeout()->set_seconds(10);
  std::optional<TransportResult> result;
  base::Spawn(transport().Post({"message"}),
              [&result](TransportResult posted) { result = std::move(posted); });
  loop().RunAfter(absl::Milliseconds(20), [this] { loop().Stop(); });
  loop().Run();
  Finish();
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->sent, Sent::kNothing);
  EXPECT_EQ(result->error, "the transport was closed");
}

TEST_F(CurlTransportConnectTest, TriesAgainWellOnceTheGatewayLetsItIn) {
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  const std::string peer_url = gateway().url();
  const SilentListener silent;
  UseUrl("127.0.0.1", silent.port());
  auto to_silent = *CurlTransport::Make(gateway(), "text/plain", pool());
  gateway().set_url(peer_url);
  for (int round = 0; round < 5; ++round) {
    std::optional<Sent> of_silent;
    base::Spawn(to_silent->Post({"message"}),
                [&of_silent](const TransportResult& result) { of_silent = result.sent; });
    EXPECT_EQ(Post("message").sent, Sent::kAnswered);
    loop().RunAfter(absl::Milliseconds(70), [this] { loop().Stop(); });
    loop().Run();
    EXPECT_EQ(of_silent, Sent::kNothing);
  }
  to_silent.reset();
  Finish();
  EXPECT_EQ(Arrivals("message"), 5);
}

}  // namespace
}  // namespace imageco::bridge::gateway
