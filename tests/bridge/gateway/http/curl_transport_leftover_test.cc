// Bytes that a gateway leaves behind an answer, or sends before it is asked, answer nothing: in
// plaintext and in TLS.

#include <openssl/ssl.h>

#include <latch>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char kStale[] = "HTTP/1.1 429 Stale\r\nContent-Length: 5\r\n\r\nstale";
constexpr char kChunkedAnswer[] =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n";

class CurlTransportLeftoverTest : public CurlTransportFixture,
                                  public testing::WithParamInterface<bool> {
 protected:
  CurlTransportLeftoverTest() {
    if (GetParam()) UseTls();
  }

  // Posts "first" to a peer that answers with `writes`, one TLS record each, on a connection that
  // it leaves open, and "second", which must get an answer of its own.
  void ExpectSecondGetsItsOwnAnswer(const std::vector<std::string>& writes) {
    StartPeer([writes](ScriptedPeer& peer) {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      for (const std::string& bytes : writes) connection.Write(bytes);
      connection.WaitForEnd();
      peer.AnswerTheRest("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown");
    });
    EXPECT_EQ(Post("first").sent, Sent::kAnswered);
    const TransportResult second = Post("second");
    EXPECT_EQ(second.sent, Sent::kAnswered) << second.error;
    EXPECT_EQ(second.http_status, 200);
    EXPECT_EQ(second.body, "own");
    Finish();
    EXPECT_EQ(peer().connections(), 2);
    EXPECT_EQ(Arrivals("second"), 1);
  }
};

TEST_P(CurlTransportLeftoverTest, NeverAnswersTheNextMessage) {
  for (const std::string leftover : {"\r\n", "x", kStale, "HTTP/1.1 429 Stale\r\nContent-Le"}) {
    ExpectSecondGetsItsOwnAnswer({kAnswer + leftover});
    ExpectSecondGetsItsOwnAnswer({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "OK" + leftover});
    ExpectSecondGetsItsOwnAnswer(
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "\r\nO", "K" + leftover});
  }
}

// libcurl drops what lies in the same read, and would keep the connection for the rest.
TEST_P(CurlTransportLeftoverTest, NeverAnswersTheNextMessageBehindChunks) {
  for (const std::string leftover : {"\r\n", "x", kStale, "HTTP/1.1 429 Stale\r\nContent-Le"}) {
    ExpectSecondGetsItsOwnAnswer({kChunkedAnswer + leftover});
    ExpectSecondGetsItsOwnAnswer({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                                  "2\r\nOK\r\n0\r\n\r\n" + leftover});
  }
}

TEST_P(CurlTransportLeftoverTest, NeverAnswersTheNextMessageBehindAHeadWithoutBody) {
  for (const std::string head :
       {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n"}) {
    ExpectSecondGetsItsOwnAnswer({head + kStale});
    ExpectSecondGetsItsOwnAnswer({head + "HTTP/1.1 429 Stale\r\nContent-Le"});
  }
}

TEST_P(CurlTransportLeftoverTest, NeverAnswersTheNextMessageWhereItCameLater) {
  for (const std::string leftover : {"\r\n", kStale}) {
    std::latch answered(1);
    std::latch left(1);
    StartPeer([&](ScriptedPeer& peer) {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      connection.Write(kAnswer);
      answered.wait();
      connection.WriteWhole(leftover);
      left.count_down();
      connection.WaitForEnd();
      peer.AnswerTheRest(kAnswer);
    });
    EXPECT_EQ(Post("first").sent, Sent::kAnswered);
    answered.count_down();
    left.wait();
    EXPECT_EQ(Post("second").http_status, 200);
    Finish();
    EXPECT_EQ(peer().connections(), 2);
    EXPECT_EQ(Arrivals("second"), 1);
  }
}

// Such an answer cannot be one to the message.
TEST_P(CurlTransportLeftoverTest, IsNoAnswerBeforeTheGatewayHasTheWholeMessage) {
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadSome();
    connection.Write(kAnswer);
    connection.WaitForEnd();
  });
  const TransportResult result = Post(std::string(20'000'000, 'x'));
  EXPECT_EQ(result.sent, Sent::kPerhaps);
  EXPECT_EQ(result.error, "the gateway answered before it had the whole message");
  Finish();
  EXPECT_TRUE(peer().requests().empty());
}

INSTANTIATE_TEST_SUITE_P(, CurlTransportLeftoverTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plaintext"; });

class CurlTransportNewConnectionTest : public CurlTransportFixture {
 protected:
  CurlTransportNewConnectionTest() {
    UseTls();
    LimitTls(TLS1_2_VERSION);
  }

  // Posts to a peer that does `begin` so that its kernel sends it along with its last word of the
  // handshake.
  template <typename Begin>
  void ExpectNothingIsSent(const std::string& why, Begin begin) {
    StartPeer([begin](ScriptedPeer& peer) {
      PeerConnection connection = peer.AcceptSilently();
      connection.Cork();
      peer.Handshake(connection);
      begin(connection);
    });
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kNothing);
    EXPECT_EQ(result.error, why);
    Finish();
    EXPECT_TRUE(peer().requests().empty());
    EXPECT_EQ(peer().connections(), 1);
  }
};

TEST_F(CurlTransportNewConnectionTest, SendsNothingToAGatewayThatSpeaksBeforeItIsAsked) {
  ExpectNothingIsSent("the gateway spoke before it was asked", [](PeerConnection& connection) {
    connection.Write(kStale);
    connection.Uncork();
    connection.WaitForEnd();
  });
}

TEST_F(CurlTransportNewConnectionTest, SendsNothingToAGatewayThatEndsItAtOnce) {
  ExpectNothingIsSent("the gateway ended the connection before anything was sent",
                      [](PeerConnection& connection) { connection.Close(); });
}

}  // namespace
}  // namespace imageco::bridge::gateway
