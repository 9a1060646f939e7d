// A message is sent once or not at all, however the connection goes: in plaintext and in TLS.

#include <latch>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

class CurlTransportOnceTest : public CurlTransportFixture,
                              public testing::WithParamInterface<bool> {
 protected:
  CurlTransportOnceTest() {
    if (GetParam()) UseTls();
  }

  // A peer that answers "first", and then does `end_second` with the same connection.
  template <typename End>
  void StartPeerThatEnds(End end_second) {
    StartPeer([end_second](ScriptedPeer& peer) {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      connection.Write(kAnswer);
      end_second(connection);
      peer.AnswerTheRest(kAnswer);
    });
  }

  void ExpectSecondIsSentOnceAndUnknown() {
    EXPECT_EQ(Post("first").sent, Sent::kAnswered);
    const TransportResult result = Post("second");
    EXPECT_EQ(result.sent, Sent::kPerhaps);
    EXPECT_EQ(result.http_status, 0);
    EXPECT_NE(result.error, "");
    EXPECT_EQ(Post("third").sent, Sent::kAnswered);
    Finish();
    EXPECT_EQ(Arrivals("second"), 1);
    EXPECT_EQ(Arrivals("third"), 1);
  }

  // Posts again once the peer has ended the idle connection.
  void ExpectSecondIsAnsweredOnANewConnection(std::latch& ended) {
    EXPECT_EQ(Post("first").sent, Sent::kAnswered);
    ended.wait();
    const TransportResult result = Post("second");
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
    EXPECT_EQ(result.body, "OK");
    Finish();
    EXPECT_EQ(peer().connections(), 2);
    EXPECT_EQ(peer().requests().size(), 2u);
    EXPECT_EQ(Arrivals("second"), 1);
  }

  // Posts to a peer that ends each connection after 0, 1, 2 ... bytes of `answer`, short of
  // `whole_bytes`.
  void ExpectNoPartIsTakenForTheWhole(std::string_view answer, size_t whole_bytes) {
    StartPeer([answer, whole_bytes](ScriptedPeer& peer) {
      for (size_t bytes = 0; bytes < whole_bytes; ++bytes) {
        PeerConnection connection = peer.Accept();
        connection.ReadRequest();
        connection.Write(answer.substr(0, bytes));
        if (bytes % 2 == 0) {
          connection.Close();
        } else {
          connection.CloseAbruptly();
        }
      }
      peer.AnswerTheRest(answer);
    });
    for (size_t bytes = 0; bytes < whole_bytes; ++bytes) {
      EXPECT_EQ(Post("cut").sent, Sent::kPerhaps) << "after " << bytes << " bytes";
    }
    EXPECT_EQ(Post("whole").sent, Sent::kAnswered);
    Finish();
    EXPECT_EQ(Arrivals("cut"), static_cast<int>(whole_bytes));
  }
};

TEST_P(CurlTransportOnceTest, IsNotRepeatedWhenAKeptConnectionClosesAfterReading) {
  StartPeerThatEnds([](PeerConnection& connection) {
    connection.ReadRequest();
    connection.Close();
  });
  ExpectSecondIsSentOnceAndUnknown();
}

TEST_P(CurlTransportOnceTest, IsNotRepeatedWhenAKeptConnectionClosesAbruptlyAfterReading) {
  StartPeerThatEnds([](PeerConnection& connection) {
    connection.ReadRequest();
    connection.CloseAbruptly();
  });
  ExpectSecondIsSentOnceAndUnknown();
}

TEST_P(CurlTransportOnceTest, IsNotRepeatedWhenAKeptConnectionIsResetAfterReading) {
  StartPeerThatEnds([](PeerConnection& connection) {
    connection.ReadRequest();
    connection.Reset();
  });
  ExpectSecondIsSentOnceAndUnknown();
}

// libcurl tries again and reports that it cannot connect, which is not what happened.
TEST_P(CurlTransportOnceTest, IsUnknownWhenTheGatewayIsGoneAfterReading) {
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Write(kAnswer);
    connection.ReadRequest();
    peer.StopListening();
    connection.Close();
  });
  EXPECT_EQ(Post("first").sent, Sent::kAnswered);
  EXPECT_EQ(Post("second").sent, Sent::kPerhaps);
  EXPECT_EQ(Post("third").sent, Sent::kNothing);
  Finish();
  EXPECT_EQ(Arrivals("second"), 1);
}

TEST_P(CurlTransportOnceTest, IsNotSentWhenTheClaimRanOutMeanwhile) {
  StartPeerThatAnswers(kAnswer);
  const TransportResult late = Post("late", loop().SteadyNow());
  EXPECT_EQ(late.sent, Sent::kNothing);
  EXPECT_EQ(late.error, "the claim ran out before the message could be sent");
  EXPECT_EQ(Post("next").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals("late"), 0);
}

// To the clocks of others a suspended machine's claim runs out all the same.
TEST_P(CurlTransportOnceTest, IsNotSentWhenTheMachineWasSuspendedSinceTheClaim) {
  base::SimulatedLoop clock;
  UseClock(clock);
  StartPeerThatAnswers(kAnswer);
  const base::SteadyTime send_by = clock.SteadyNow() + std::chrono::seconds(10);
  clock.Advance(absl::Seconds(10));
  EXPECT_EQ(Post("late", send_by).sent, Sent::kNothing);
  EXPECT_EQ(Post("next", clock.SteadyNow() + std::chrono::seconds(10)).sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals("late"), 0);
}

// The kernel would deliver it when the gateway reads on, whole, and long after it was given up.
TEST_P(CurlTransportOnceTest, IsNotDeliveredAfterItWasGivenUp) {
  gateway().mutable_exchange_timeout()->set_nanos(300'000'000);
  std::latch given_up(1);
  StartPeer([&given_up](ScriptedPeer& peer) {
    PeerConnection connection = peer.AcceptSilently();
    connection.TakeFewBytes();
    peer.Handshake(connection);
    given_up.wait();
    connection.ReadRequest();
  });
  EXPECT_EQ(Post(std::string(200'000, 'x')).sent, Sent::kPerhaps);
  given_up.count_down();
  Finish();
  EXPECT_TRUE(peer().requests().empty());
}

TEST_P(CurlTransportOnceTest, IsNotRepeatedWhenANewConnectionClosesAfterReading) {
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Close();
    peer.AnswerTheRest(kAnswer);
  });
  EXPECT_EQ(Post("message").sent, Sent::kPerhaps);
  Finish();
  EXPECT_EQ(Arrivals("message"), 1);
}

TEST_P(CurlTransportOnceTest, IsNotRepeatedWhenResetAfterReadingAPart) {
  StartPeer([](ScriptedPeer& peer) {
    {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      connection.Write(kAnswer);
      connection.ReadSome();
      connection.Reset();
    }
    peer.AnswerTheRest(kAnswer);
  });
  EXPECT_EQ(Post("first").sent, Sent::kAnswered);
  // More than the kernel takes at once.
  const std::string body(20'000'000, 'x');
  EXPECT_EQ(Post(body).sent, Sent::kPerhaps);
  Finish();
  EXPECT_EQ(Arrivals(body), 0);
}

TEST_P(CurlTransportOnceTest, TakesANewConnectionWhenTheKeptOneHasClosed) {
  std::latch closed(1);
  StartPeerThatEnds([&closed](PeerConnection& connection) {
    connection.Close();
    closed.count_down();
  });
  ExpectSecondIsAnsweredOnANewConnection(closed);
}

TEST_P(CurlTransportOnceTest, TakesANewConnectionWhenTheKeptOneHasClosedAbruptly) {
  std::latch closed(1);
  StartPeerThatEnds([&closed](PeerConnection& connection) {
    connection.CloseAbruptly();
    closed.count_down();
  });
  ExpectSecondIsAnsweredOnANewConnection(closed);
}

TEST_P(CurlTransportOnceTest, TakesANewConnectionWhenTheKeptOneHasSpokenUnasked) {
  std::latch spoken(1);
  StartPeerThatEnds([&spoken](PeerConnection& connection) {
    connection.Write("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
    connection.Close();
    spoken.count_down();
  });
  ExpectSecondIsAnsweredOnANewConnection(spoken);
}

TEST_P(CurlTransportOnceTest, TakesOneNewConnectionWhenAllKeptOnesHaveClosed) {
  std::latch closed(1);
  StartPeer([&closed](ScriptedPeer& peer) {
    PeerConnection first = peer.Accept();
    PeerConnection second = peer.Accept();
    for (PeerConnection* connection : {&first, &second}) connection->ReadRequest();
    for (PeerConnection* connection : {&first, &second}) connection->Write(kAnswer);
    for (PeerConnection* connection : {&first, &second}) connection->Close();
    closed.count_down();
    peer.AnswerTheRest(kAnswer);
  });
  int answered = 0;
  for (const char* body : {"one", "two"}) {
    base::Spawn(transport().Post({body}), [&](const TransportResult& result) {
      EXPECT_EQ(result.sent, Sent::kAnswered);
      if (++answered == 2) loop().Stop();
    });
  }
  loop().Run();
  closed.wait();
  EXPECT_EQ(Post("three").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 3);
  EXPECT_EQ(peer().requests().size(), 3u);
}

TEST_P(CurlTransportOnceTest, TakesNoPartOfAnAnswerForTheWhole) {
  constexpr std::string_view kWhole =
      "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";
  ExpectNoPartIsTakenForTheWhole(kWhole, kWhole.size());
}

TEST_P(CurlTransportOnceTest, TakesNoPartOfAChunkedAnswerForTheWhole) {
  constexpr std::string_view kWhole =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n";
  ExpectNoPartIsTakenForTheWhole(kWhole, kWhole.size());
}

TEST_P(CurlTransportOnceTest, TakesNoPartOfAnAnswerWithoutBodyForTheWhole) {
  constexpr std::string_view kWhole =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
  ExpectNoPartIsTakenForTheWhole(kWhole, kWhole.size());
}

INSTANTIATE_TEST_SUITE_P(, CurlTransportOnceTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plaintext"; });

}  // namespace
}  // namespace imageco::bridge::gateway
