// Who the gateway must be, who we are to it, and what TLS does to kept connections.

#include <openssl/ssl.h>

#include <filesystem>
#include <latch>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

using config::v1::GatewayTls;
using testing::HasSubstr;

class CurlTransportTlsTest : public CurlTransportFixture {
 protected:
  CurlTransportTlsTest() { UseTls(); }

  void StartAnsweringPeer() {
    StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  }

  void ShowCertificateOf(const TestIdentity& issuer) {
    const TestIdentity client = MakeIdentity(issuer);
    gateway().mutable_tls()->set_client_certificate_file(
        WriteTestFile("client.pem", client.CertificatePem()));
    gateway().mutable_tls()->set_client_key_file(WriteTestFile("client.key", client.KeyPem()));
  }

  void ExpectNothingIsSent(const std::string& why) {
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kNothing);
    EXPECT_THAT(result.error, HasSubstr(why));
    Finish();
    EXPECT_TRUE(peer().requests().empty());
  }
};

TEST_F(CurlTransportTlsTest, TrustsTheAuthoritiesOfCaFile) {
  StartAnsweringPeer();
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
}

TEST_F(CurlTransportTlsTest, SendsNothingToACertificateOfAnotherAuthority) {
  StartAnsweringPeer();
  const std::string other = WriteTestFile("other-authority.pem", MakeAuthority().CertificatePem());
  gateway().mutable_tls()->set_ca_file(other);
  ExpectNothingIsSent("SSL");
}

TEST_F(CurlTransportTlsTest, TrustsOnlyTheSystemsAuthoritiesWithoutCaFile) {
  StartAnsweringPeer();
  gateway().clear_tls();
  ExpectNothingIsSent("certificate");
}

TEST_F(CurlTransportTlsTest, SendsNothingToACertificateForAnotherHost) {
  StartAnsweringPeer();
  gateway().set_url(absl::StrCat("https://127.0.0.2:", peer().port(), "/"));
  ExpectNothingIsSent("127.0.0.2");
}

TEST_F(CurlTransportTlsTest, SendsToThePinnedKey) {
  StartAnsweringPeer();
  gateway().mutable_tls()->set_pinned_public_key(
      absl::StrCat(authority().Pin(), ";", identity().Pin()));
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
}

TEST_F(CurlTransportTlsTest, SendsNothingToAnotherKeyThanThePinnedOne) {
  StartAnsweringPeer();
  gateway().mutable_tls()->set_pinned_public_key(authority().Pin());
  ExpectNothingIsSent("public key");
}

TEST_F(CurlTransportTlsTest, ShowsItsCertificateWhereTheGatewayWantsOne) {
  RequireClientCertificate();
  StartAnsweringPeer();
  ShowCertificateOf(authority());
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
}

TEST_F(CurlTransportTlsTest, ShowsAndTrustsWhatItReadWhateverBecomesOfTheFiles) {
  RequireClientCertificate();
  StartAnsweringPeer();
  ShowCertificateOf(authority());
  transport();
  const GatewayTls& tls = gateway().tls();
  for (const std::string& file :
       {tls.ca_file(), tls.client_certificate_file(), tls.client_key_file()}) {
    std::filesystem::remove(file);
  }
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
}

TEST_F(CurlTransportTlsTest, SendsNothingWithoutACertificateWhereTheGatewayWantsOne) {
  RequireClientCertificate();
  LimitTls(TLS1_2_VERSION);
  StartAnsweringPeer();
  ExpectNothingIsSent("alert handshake failure");
}

TEST_F(CurlTransportTlsTest, SendsNothingWithACertificateThatTheGatewayRefuses) {
  RequireClientCertificate();
  LimitTls(TLS1_2_VERSION);
  StartAnsweringPeer();
  ShowCertificateOf(MakeAuthority());
  ExpectNothingIsSent("alert decrypt error");
}

// With TLS 1.3 the gateway refuses only when the message may be on its way: what is known then
// depends on which was first.
TEST_F(CurlTransportTlsTest, GetsNoAnswerWithoutACertificateWhereTheGatewayWantsOne) {
  RequireClientCertificate();
  StartAnsweringPeer();
  EXPECT_NE(Post("message").sent, Sent::kAnswered);
  Finish();
  EXPECT_TRUE(peer().requests().empty());
}

TEST_F(CurlTransportTlsTest, SendsNothingWhenTheMachineWasSuspendedDuringTheHandshake) {
  base::SimulatedLoop clock;
  UseClock(clock);
  StartPeer([&](ScriptedPeer& peer) {
    PeerConnection connection = peer.AcceptSilently();
    std::latch suspended(1);
    loop().Post([&] {
      clock.Advance(absl::Seconds(10));
      suspended.count_down();
    });
    suspended.wait();
    peer.Handshake(connection);
    connection.WaitForEnd();
  });
  const TransportResult late = Post("late", clock.SteadyNow() + std::chrono::seconds(10));
  EXPECT_EQ(late.sent, Sent::kNothing);
  EXPECT_EQ(late.error, "the claim ran out before the message could be sent");
  Finish();
  EXPECT_TRUE(peer().requests().empty());
}

// OpenSSL sends two session tickets after the handshake, which lie in front of the first answer.
TEST_F(CurlTransportTlsTest, TakesNoHealthyConnectionForDeadBecauseOfItsTickets) {
  StartAnsweringPeer();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Post("message").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 1);
  EXPECT_EQ(Arrivals("message"), 5);
}

TEST_F(CurlTransportTlsTest, TakesANewConnectionWhereATicketCameUnasked) {
  std::latch ticket_sent(1);
  StartPeer([&ticket_sent](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Write(kAnswer);
    connection.SendTicket();
    ticket_sent.count_down();
    connection.WaitForEnd();
    peer.AnswerTheRest(kAnswer);
  });
  EXPECT_EQ(Post("first").sent, Sent::kAnswered);
  ticket_sent.wait();
  EXPECT_EQ(Post("second").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 2);
  EXPECT_EQ(Arrivals("second"), 1);
}

}  // namespace
}  // namespace imageco::bridge::gateway
