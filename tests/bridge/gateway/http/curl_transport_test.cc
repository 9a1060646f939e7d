#include "bridge/gateway/http/curl_transport.h"

#include <atomic>
#include <chrono>
#include <coroutine>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/http/curl_pool.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CurlTransportTest : public CurlTransportFixture {
 protected:
  void StartPeerThatStaysSilent() {
    StartPeer([](ScriptedPeer& peer) {
      PeerConnection connection = peer.AcceptSilently();
      connection.WaitForEnd();
    });
  }
};

TEST_F(CurlTransportTest, GivesTheAnswer) {
  StartPeerThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kAnswered);
  EXPECT_EQ(result.http_status, 200);
  EXPECT_EQ(result.body, "hello");
  EXPECT_EQ(result.retry_after, std::nullopt);
  EXPECT_EQ(result.error, "");
}

TEST_F(CurlTransportTest, SendsThePlainestRequest) {
  StartPeerThatAnswers(kAnswer);
  Post("{}");
  Finish();
  ASSERT_EQ(peer().requests().size(), 1u);
  EXPECT_EQ(peer().requests()[0],
            absl::StrCat("POST /reply HTTP/1.1\r\nHost: 127.0.0.1:", peer().port(),
                         "\r\nAccept: */*\r\n"
                         "Content-Type: application/json; charset=UTF-8\r\n"
                         "User-Agent: imageco-complaint-bridge\r\n"
                         "Content-Length: 2\r\n\r\n{}"));
}

TEST_F(CurlTransportTest, SendsALongBodyWithoutAskingFirst) {
  StartPeerThatAnswers(kAnswer);
  const std::string body(3'000'000, 'x');
  EXPECT_EQ(Post(body).sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals(body), 1);
  EXPECT_THAT(peer().requests()[0].substr(0, 300), Not(HasSubstr("Expect")));
}

TEST_F(CurlTransportTest, SendsBytesAsTheyAreAndNone) {
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  const std::string body("\0\xFF\r\n", 4);
  EXPECT_EQ(Post(body).sent, Sent::kAnswered);
  EXPECT_EQ(Post("").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals(body), 1);
  EXPECT_EQ(Arrivals(""), 1);
}

TEST_F(CurlTransportTest, KnowsThatNothingWasSentWhereNobodyListens) {
  gateway().set_url("http://127.0.0.1:1/");
  gateway().set_allow_plaintext(true);
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, StartsWith("Couldn't connect to server: "));
}

TEST_F(CurlTransportTest, KnowsThatNothingWasSentWhereTheNameIsNone) {
  // A label of more than 63 bytes: refused without asking anyone.
  gateway().set_url(absl::StrCat("http://", std::string(64, 'x'), "/?secret"));
  gateway().set_allow_plaintext(true);
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, StartsWith("Couldn't resolve host name: "));
  EXPECT_THAT(result.error, Not(HasSubstr("secret")));
}

TEST_F(CurlTransportTest, KnowsThatNothingWasSentWhereConnectingTakesTooLong) {
  UseTls();
  gateway().mutable_connect_timeout()->set_nanos(20'000'000);
  StartPeerThatStaysSilent();
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kNothing);
  EXPECT_THAT(result.error, StartsWith("Timeout was reached"));
}

TEST_F(CurlTransportTest, DoesNotKnowWhatASilentGatewayGot) {
  gateway().mutable_exchange_timeout()->set_nanos(200'000'000);
  StartPeerThatStaysSilent();
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kPerhaps);
  EXPECT_THAT(result.error, StartsWith("Timeout was reached"));
}

TEST_F(CurlTransportTest, DoesNotWaitForTheRestOfAnAnswerForever) {
  gateway().mutable_exchange_timeout()->set_nanos(200'000'000);
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nO");
    connection.WaitForEnd();
  });
  EXPECT_EQ(Post("message").sent, Sent::kPerhaps);
}

// The loop's timer is armed for the first message's end then, and moves on to the second's.
TEST_F(CurlTransportTest, EndsAMessageInTimeWhenAnEarlierOneHasBeenAnswered) {
  gateway().mutable_exchange_timeout()->set_nanos(200'000'000);
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection first = peer.Accept();
    PeerConnection second = peer.Accept();
    first.ReadRequest();
    second.ReadRequest();
    first.Write(kAnswer);
    second.WaitForEnd();
  });
  std::vector<Sent> sent;
  base::Spawn(transport().Post({"answered"}),
              [&sent](const TransportResult& result) { sent.push_back(result.sent); });
  loop().RunAfter(absl::Milliseconds(5), [&] {
    base::Spawn(transport().Post({"not answered"}), [&](const TransportResult& result) {
      sent.push_back(result.sent);
      loop().Stop();
    });
  });
  loop().Run();
  EXPECT_EQ(sent, (std::vector<Sent>{Sent::kAnswered, Sent::kPerhaps}));
}

// So that a gateway that moves is followed.
TEST_F(CurlTransportTest, LeavesAConnectionThatIsNeverIdleOnceItIsOld) {
  gateway().mutable_connection_age_max()->set_seconds(2);
  std::atomic<bool> has_moved = false;
  StartPeer([&has_moved](ScriptedPeer& peer) {
    PeerConnection old = peer.Accept();
    while (!old.ended()) {
      old.ReadRequest();
      old.Write(kAnswer);
    }
    has_moved = true;
    peer.AnswerTheRest(kAnswer);
  });
  int messages = 0;
  while (!has_moved) {
    ASSERT_EQ(Post("message").sent, Sent::kAnswered);
    ++messages;
  }
  Finish();
  EXPECT_EQ(Arrivals("message"), messages);
  EXPECT_EQ(peer().connections(), 2);
}

// libcurl counts from the connection's beginning, and looks only before it uses it again.
TEST_F(CurlTransportTest, CutsNoExchangeWhoseConnectionGrowsOld) {
  gateway().mutable_connection_age_max()->set_seconds(2);
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    const auto old = std::chrono::steady_clock::now() + std::chrono::milliseconds(2500);
    connection.ReadRequest();
    while (std::chrono::steady_clock::now() < old) std::this_thread::yield();
    connection.Write(kAnswer);
    connection.WaitForEnd();
    peer.AnswerTheRest(kAnswer);
  });
  EXPECT_EQ(Post("long").sent, Sent::kAnswered);
  EXPECT_EQ(Post("next").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 2);
}

TEST_F(CurlTransportTest, KeepsOneConnectionForMessagesInARow) {
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Post("message").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 1);
  EXPECT_EQ(Arrivals("message"), 5);
}

// More at once than one multi handle serves.
class CurlTransportManyTest : public CurlTransportTest {
 protected:
  static constexpr int kMany = CurlPool::kExchangesMax + 1;

  void PostMany() {
    int answered = 0;
    for (int i = 0; i < kMany; ++i) {
      base::Spawn(transport().Post({"message"}), [&](const TransportResult& result) {
        EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
        if (++answered == kMany) loop().Stop();
      });
    }
    loop().Run();
  }
};

TEST_F(CurlTransportManyTest, KeepsTheConnectionsOfAll) {
  gateway().set_connections_max(kMany);
  StartPeer([](ScriptedPeer& peer) {
    std::vector<PeerConnection> connections;
    for (int i = 0; i < kMany; ++i) connections.push_back(peer.Accept());
    for (int turn = 0; turn < 2; ++turn) {
      for (PeerConnection& connection : connections) connection.ReadRequest();
      for (PeerConnection& connection : connections) connection.Write(kAnswer);
    }
    connections.clear();
    peer.AnswerTheRest(kAnswer);
  });
  PostMany();
  PostMany();
  Finish();
  EXPECT_EQ(peer().connections(), kMany);
  EXPECT_EQ(Arrivals("message"), 2 * kMany);
}

TEST_F(CurlTransportManyTest, EndsAllThatIsUnderWayWhenDestroyed) {
  StartPeer([](ScriptedPeer& peer) {
    std::vector<PeerConnection> connections;
    for (int i = 0; i < kMany; ++i) connections.push_back(peer.Accept());
    for (PeerConnection& connection : connections) connection.WaitForEnd();
  });
  int ended = 0;
  for (int i = 0; i < kMany; ++i) {
    base::Spawn(transport().Post({"message"}), [&](const TransportResult&) { ++ended; });
  }
  loop().RunAfter(absl::Milliseconds(10), [this] { loop().Stop(); });
  loop().Run();
  Finish();
  EXPECT_EQ(ended, kMany);
}

TEST_F(CurlTransportTest, KeepsNoMoreConnectionsThanConnectionsMax) {
  gateway().set_connections_max(1);
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection first = peer.Accept();
    PeerConnection second = peer.Accept();
    first.ReadRequest();
    second.ReadRequest();
    first.Write(kAnswer);
    second.Write(kAnswer);
    second.WaitForEnd();
    first.ReadRequest();
    first.Write(kAnswer);
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
  EXPECT_EQ(Post("three").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 2);
  EXPECT_EQ(peer().requests().size(), 3u);
}

TEST_F(CurlTransportTest, EndsWhatIsUnderWayWhenDestroyed) {
  StartPeer([this](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    loop().Stop();
    connection.WaitForEnd();
  });
  CurlTransport& posting = transport();
  std::vector<TransportResult> results;
  base::Spawn(posting.Post({"sent"}), [&](TransportResult result) {
    results.push_back(std::move(result));
    base::Spawn(posting.Post({"too late"}),
                [&results](TransportResult next) { results.push_back(std::move(next)); });
  });
  loop().Run();
  EXPECT_TRUE(results.empty());
  Finish();
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].sent, Sent::kPerhaps);
  EXPECT_EQ(results[0].error, "the transport was closed");
  EXPECT_EQ(results[1].sent, Sent::kNothing);
  EXPECT_EQ(peer().requests().size(), 1u);
}

TEST_F(CurlTransportTest, KnowsWhenDestroyedThatNothingWasSentBeforeAHandshake) {
  UseTls();
  StartPeer([this](ScriptedPeer& peer) {
    PeerConnection connection = peer.AcceptSilently();
    loop().Stop();
    connection.WaitForEnd();
  });
  std::optional<TransportResult> result;
  base::Spawn(transport().Post({"message"}),
              [&result](TransportResult posted) { result = std::move(posted); });
  loop().Run();
  Finish();
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->sent, Sent::kNothing);
  EXPECT_EQ(result->error, "the transport was closed");
}

TEST_F(CurlTransportTest, BreaksOffWhatNobodyWaitsForAnyMore) {
  StartPeer([this](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    loop().Stop();
    connection.WaitForEnd();
    peer.AnswerTheRest(kAnswer);
  });
  {
    base::Task<TransportResult> given_up = transport().Post({"given up"});
    given_up.await_suspend(std::noop_coroutine()).resume();
    loop().Run();
  }
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(Arrivals("given up"), 1);
  EXPECT_EQ(peer().connections(), 2);
}

TEST_F(CurlTransportTest, TellsTheTraceOfAMessageAndOfNoOther) {
  constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  const auto post = [this](const std::string& traceparent) {
    base::Spawn(transport().Post({.body = "message", .traceparent = traceparent}),
                [this](const TransportResult&) { loop().Stop(); });
    loop().Run();
  };
  post("");
  post(kTraceparent);
  post("");
  Finish();
  ASSERT_EQ(peer().requests().size(), 3u);
  for (size_t i = 0; i < 3; ++i) {
    const std::string& head = peer().requests()[i];
    EXPECT_EQ(head.find(absl::StrCat("traceparent: ", kTraceparent, "\r\n")) != std::string::npos,
              i == 1);
    EXPECT_THAT(head, HasSubstr("Content-Type: "));
    EXPECT_THAT(head, Not(HasSubstr("Expect")));
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
