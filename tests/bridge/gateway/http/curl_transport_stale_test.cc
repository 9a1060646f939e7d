// A gateway that leaves bytes behind at random: no message is answered by what was meant for
// another.

#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

// How many messages; STALE_ROUNDS asks for more.
int StaleRounds() {
  const char* rounds = std::getenv("STALE_ROUNDS");
  return rounds != nullptr ? std::atoi(rounds) : 150;
}

// What the peer does, by chance that is always the same.
class LittererScript {
 public:
  // When what it leaves behind comes.
  enum class Moment { kWithTheAnswer, kAny };

  LittererScript(uint32_t seed, Moment moment) : moment_(moment), random_(seed) {}

  void operator()(ScriptedPeer& peer) {
    while (true) {
      PeerConnection connection = peer.Accept();
      if (connection.ended()) return;
      while (!connection.ended()) Serve(connection);
    }
  }

 private:
  size_t Any(size_t choices) { return random_() % choices; }

  void Serve(PeerConnection& connection) {
    const std::string request = connection.ReadRequest();
    if (connection.ended()) return;
    const std::string id = request.substr(request.rfind('\n') + 1);
    std::string bytes = Answer(Any(8) == 0 ? "HTTP/1.1 503 Busy" : "HTTP/1.1 200 OK", id);
    const size_t answer_bytes = bytes.size();
    const std::string leftover = Leftover();
    const bool at_once = moment_ == Moment::kWithTheAnswer || Any(2) == 0;
    if (at_once) bytes += leftover;
    // In one record, or in two, of which the second has the answer's end and what is left behind.
    const size_t cut = Any(2) == 0 ? bytes.size() : Any(answer_bytes);
    connection.Write(std::string_view(bytes).substr(0, cut));
    connection.Write(std::string_view(bytes).substr(cut));
    if (at_once) return;
    for (size_t turns = Any(200); turns > 0; --turns) std::this_thread::yield();
    connection.Write(leftover);
  }

  std::string Answer(const std::string& status, const std::string& text) {
    if (Any(3) > 0) {
      return absl::StrCat(status, "\r\nContent-Length: ", text.size(), "\r\n\r\n", text);
    }
    return absl::StrCat(status, "\r\nTransfer-Encoding: chunked\r\n\r\n", absl::Hex(text.size()),
                        "\r\n", text, "\r\n0\r\n\r\n");
  }

  std::string Leftover() {
    const std::string stale = Answer("HTTP/1.1 429 Stale", "of another message");
    switch (Any(6)) {
      case 0:
        return "\r\n";
      case 1:
        return stale;
      case 2:
        return stale + stale;
      case 3:
        return stale.substr(0, 1 + Any(stale.size() - 1));
      default:
        return "";
    }
  }

  const Moment moment_;
  std::mt19937 random_;
};

class CurlTransportStaleTest : public CurlTransportFixture,
                               public testing::WithParamInterface<bool> {};

// Every leftover comes with the answer before it.
TEST_P(CurlTransportStaleTest, TakesNoLeftoverForAnAnswer) {
  if (GetParam()) UseTls();
  StartPeer(LittererScript(20261128, LittererScript::Moment::kWithTheAnswer));
  for (int round = 0; round < StaleRounds(); ++round) {
    const std::string id = absl::StrCat("message ", round);
    const TransportResult result = Post(id);
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
    EXPECT_EQ(result.body, id);
  }
  Finish();
  EXPECT_EQ(peer().requests().size(), static_cast<size_t>(StaleRounds()));
}

// What comes between the last look and the gateway's reading looks like an answer, but has no sign
// of this message's: it is for the codec to tell, as it is for the text here. It must cost no other
// message its answer.
TEST_P(CurlTransportStaleTest, SendsNothingTwiceWhereLeftoversComeAtAnyMoment) {
  if (GetParam()) UseTls();
  gateway().mutable_exchange_timeout()->set_nanos(200'000'000);  // of one that was left cut
  StartPeer(LittererScript(20261128, LittererScript::Moment::kAny));
  int own = 0;
  for (int round = 0; round < StaleRounds(); ++round) {
    const std::string id = absl::StrCat("message ", round);
    const TransportResult result = Post(id);
    if (result.sent != Sent::kAnswered) continue;
    if (result.body == id) {
      ++own;
    } else {
      transport().DistrustConnections();
      EXPECT_THAT(result.body, testing::Not(testing::StartsWith("message ")));
    }
  }
  Finish();
  for (int round = 0; round < StaleRounds(); ++round) {
    EXPECT_LE(Arrivals(absl::StrCat("message ", round)), 1);
  }
  EXPECT_GT(own, 0) << "a busy machine lets many run out of time, but never all";
}

TEST_P(CurlTransportStaleTest, UsesNoConnectionThatIsDistrusted) {
  if (GetParam()) UseTls();
  StartPeer([](ScriptedPeer& peer) { peer.AnswerTheRest(kAnswer); });
  EXPECT_EQ(Post("first").sent, Sent::kAnswered);
  transport().DistrustConnections();
  EXPECT_EQ(Post("second").sent, Sent::kAnswered);
  EXPECT_EQ(Post("third").sent, Sent::kAnswered);
  Finish();
  EXPECT_EQ(peer().connections(), 2);
  EXPECT_EQ(peer().requests().size(), 3u);
}

INSTANTIATE_TEST_SUITE_P(, CurlTransportStaleTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plaintext"; });

}  // namespace
}  // namespace imageco::bridge::gateway
