// What becomes of an answer: its status, its Retry-After, its length.

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/http/answer_head.h"
#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

class CurlTransportAnswerTest : public CurlTransportFixture {};

TEST_F(CurlTransportAnswerTest, PassesErrorStatusesOnAsAnswers) {
  StartPeerThatAnswers("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kAnswered);
  EXPECT_EQ(result.http_status, 503);
  EXPECT_EQ(result.body, "busy");
}

TEST_F(CurlTransportAnswerTest, FollowsNoRedirect) {
  for (const int status : {301, 302, 303, 307, 308}) {
    StartPeerThatAnswers(absl::StrCat("HTTP/1.1 ", status,
                                      " Elsewhere\r\nLocation: /elsewhere\r\n"
                                      "Content-Length: 0\r\n\r\n"));
    const TransportResult result = Post("message");
    EXPECT_EQ(result.sent, Sent::kAnswered);
    EXPECT_EQ(result.http_status, status);
    Finish();
    EXPECT_EQ(peer().requests().size(), 1u);
  }
}

TEST_F(CurlTransportAnswerTest, SendsNoSecondRequestForAnyAnswer) {
  for (const char* head : {"401 U\r\nWWW-Authenticate: Basic realm=x", "407 P", "408 T", "417 E",
                           "421 M", "425 E", "426 U\r\nUpgrade: h2c", "429 T", "500 E"}) {
    StartPeerThatAnswers(absl::StrCat("HTTP/1.1 ", head, "\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(Post("message").sent, Sent::kAnswered) << head;
    Finish();
    EXPECT_EQ(peer().requests().size(), 1u) << head;
  }
}

TEST_F(CurlTransportAnswerTest, ReadsRetryAfterInSeconds) {
  StartPeerThatAnswers("HTTP/1.1 429 Slow\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(Post("message").retry_after, absl::Seconds(120));
}

TEST_F(CurlTransportAnswerTest, ReadsRetryAfterAsADateByItsClock) {
  const base::SimulatedLoop clock;
  UseClock(clock);
  const std::string date = absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT",
                                            clock.Now() + absl::Hours(1), absl::UTCTimeZone());
  StartPeerThatAnswers(
      absl::StrCat("HTTP/1.1 503 Slow\r\nRetry-After: ", date, "\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(Post("message").retry_after, absl::Hours(1));
}

TEST_F(CurlTransportAnswerTest, ReadsNoLongerRetryAfterThanADay) {
  StartPeerThatAnswers(
      "HTTP/1.1 429 Slow\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(Post("message").retry_after, absl::Hours(24));
}

TEST_F(CurlTransportAnswerTest, ReadsARetryAfterThatHasPassedAsNow) {
  StartPeerThatAnswers(
      "HTTP/1.1 503 Slow\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
      "Content-Length: 0\r\n\r\n");
  EXPECT_EQ(Post("message").retry_after, absl::ZeroDuration());
}

TEST_F(CurlTransportAnswerTest, ForgetsTheRetryAfterOfTheAnswerBefore) {
  StartPeer([](ScriptedPeer& peer) {
    PeerConnection connection = peer.Accept();
    connection.ReadRequest();
    connection.Write("HTTP/1.1 429 Slow\r\nRetry-After: 120\r\nContent-Length: 2\r\n\r\nNo");
    connection.ReadRequest();
    connection.Write(kAnswer);
    connection.WaitForEnd();
  });
  EXPECT_EQ(Post("first").retry_after, absl::Seconds(120));
  EXPECT_EQ(Post("second").retry_after, std::nullopt);
}

TEST_F(CurlTransportAnswerTest, TakesAnAnswerOfExactlyTheMostBytes) {
  gateway().set_answer_bytes_max(1000);
  StartPeerThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_EQ(Post("message").body.size(), 1000u);
}

TEST_F(CurlTransportAnswerTest, CountsALongerAnswerAsNone) {
  gateway().set_answer_bytes_max(1000);
  StartPeerThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kPerhaps);
  EXPECT_EQ(result.body, "");
  EXPECT_EQ(result.http_status, 0);
  EXPECT_EQ(result.error, "the answer is longer than gateway.answer_bytes_max");
}

TEST_F(CurlTransportAnswerTest, CountsALongerChunkedAnswerAsNone) {
  gateway().set_answer_bytes_max(15);
  StartPeerThatAnswers(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n");
  EXPECT_EQ(Post("message").sent, Sent::kPerhaps);
}

TEST_F(CurlTransportAnswerTest, CountsAnAnswerWithAnEndlessHeadAsNone) {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  while (answer.size() <= AnswerHead::kBytesMax) answer += "X-Padding: 0123456789abcdef\r\n";
  StartPeerThatAnswers(answer + "Content-Length: 2\r\n\r\nOK");
  const TransportResult result = Post("message");
  EXPECT_EQ(result.sent, Sent::kPerhaps);
  EXPECT_EQ(result.error, "the head of the answer is too long");
}

}  // namespace
}  // namespace imageco::bridge::gateway
