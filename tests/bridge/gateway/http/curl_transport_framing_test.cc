// Answers that end in other ways than by their length, and answers that are wrapped: whatever HTTP
// allows is read, and what is not whole stays unknown. In plaintext and in TLS.

#include <zlib.h>

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

class CurlTransportFramingTest : public CurlTransportFixture,
                                 public testing::WithParamInterface<bool> {
 protected:
  CurlTransportFramingTest() {
    if (GetParam()) UseTls();
  }

  // Posts to a peer that writes `head` and `body` and then does `end`.
  template <typename End>
  TransportResult PostTo(const std::string& head, const std::string& body, End end) {
    StartPeer([=](ScriptedPeer& peer) {
      PeerConnection connection = peer.Accept();
      connection.ReadRequest();
      connection.Write(head);
      connection.Write(body);
      end(connection);
    });
    TransportResult result = Post("message");
    Finish();
    EXPECT_EQ(Arrivals("message"), 1);
    return result;
  }

  TransportResult PostToOneThatCloses(const std::string& head, const std::string& body) {
    return PostTo(head, body, [](PeerConnection& connection) { connection.Close(); });
  }
  TransportResult PostToOneThatStaysOpen(const std::string& head, const std::string& body) {
    return PostTo(head, body, [](PeerConnection& connection) { connection.WaitForEnd(); });
  }

  static void ExpectAnswer(const TransportResult& result, std::string_view body) {
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
    EXPECT_EQ(result.http_status, 200);
    EXPECT_EQ(result.body, body);
  }
};

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = text.size();
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = out.size();
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

TEST_P(CurlTransportFramingTest, ReadsABodyThatTheCloseEnds) {
  for (const char* head :
       {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n"}) {
    ExpectAnswer(PostToOneThatCloses(head, "hello"), "hello");
  }
}

TEST_P(CurlTransportFramingTest, DoesNotKnowWhetherABodyIsWholeThatAResetEnds) {
  const TransportResult result = PostTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "hello",
                                        [](PeerConnection& connection) { connection.Reset(); });
  EXPECT_EQ(result.sent, Sent::kPerhaps);
}

// Anyone on the way can end a TLS connection so.
TEST_P(CurlTransportFramingTest, NeedsTheFarewellOfTlsWhereTheCloseEndsTheBody) {
  for (const char* head :
       {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n"}) {
    const TransportResult result =
        PostTo(head, "hello", [](PeerConnection& connection) { connection.CloseAbruptly(); });
    EXPECT_EQ(result.sent, GetParam() ? Sent::kPerhaps : Sent::kAnswered) << result.error;
  }
}

TEST_P(CurlTransportFramingTest, KeepsABodyThatTheCloseEndsWithinBytesMax) {
  gateway().set_answer_bytes_max(5);
  const std::string head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
  ExpectAnswer(PostToOneThatCloses(head, "hello"), "hello");
  EXPECT_EQ(PostToOneThatCloses(head, "hello!").sent, Sent::kPerhaps);
}

// libcurl waits for the close there, which does not come.
TEST_P(CurlTransportFramingTest, HeedsALengthBesideTheIdentityCoding) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n";
  ExpectAnswer(PostToOneThatStaysOpen(head, "hello"), "hello");
  ExpectAnswer(PostToOneThatStaysOpen(head, "hello\r\n"), "hello");
  EXPECT_EQ(PostToOneThatCloses(head, "hell").sent, Sent::kPerhaps);
  ExpectAnswer(
      PostToOneThatStaysOpen(
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: identity\r\n\r\n", ""),
      "");
}

TEST_P(CurlTransportFramingTest, UndoesCodingsThatNobodyAskedFor) {
  const std::string body = Gzip("hello");
  ExpectAnswer(PostToOneThatStaysOpen(
                   absl::StrCat("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ",
                                body.size(), "\r\n\r\n"),
                   body),
               "hello");
  ExpectAnswer(
      PostToOneThatStaysOpen(
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
          absl::StrCat(absl::Hex(body.size()), "\r\n", body, "\r\n0\r\n\r\n")),
      "hello");
  ExpectAnswer(
      PostToOneThatStaysOpen("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                             absl::StrCat(absl::Hex(body.size()), "\r\n", body, "\r\n0\r\n\r\n")),
      "hello");
  ExpectAnswer(PostToOneThatCloses(
                   "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n", body),
               "hello");
}

TEST_P(CurlTransportFramingTest, DoesNotKnowWhatACodedBodySaysThatIsNotWhole) {
  const std::string body = Gzip("hello").substr(0, 20);
  const TransportResult result = PostToOneThatStaysOpen(
      absl::StrCat("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ", body.size(),
                   "\r\n\r\n"),
      body);
  EXPECT_EQ(result.sent, Sent::kPerhaps);
  EXPECT_EQ(result.error, "the answer is no whole gzip body");
}

TEST_P(CurlTransportFramingTest, KeepsACodedBodyWithinBytesMaxBothWays) {
  gateway().set_answer_bytes_max(1000);
  for (const size_t bytes : {1000, 1001, 10'000'000}) {
    const std::string body = Gzip(std::string(bytes, 'x'));
    const TransportResult result = PostToOneThatStaysOpen(
        absl::StrCat("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ", body.size(),
                     "\r\n\r\n"),
        body);
    EXPECT_EQ(result.sent, bytes <= 1000 ? Sent::kAnswered : Sent::kPerhaps) << bytes;
    EXPECT_LE(result.body.size(), 1000u);
  }
}

TEST_P(CurlTransportFramingTest, BelievesNoHeadThatContradictsItself) {
  for (const char* fields : {"Content-Length: 5\r\nContent-Length: 6",
                             "Transfer-Encoding: chunked, gzip", "Content-Length: 5x"}) {
    const TransportResult result =
        PostToOneThatCloses(absl::StrCat("HTTP/1.1 200 OK\r\n", fields, "\r\n\r\n"), "hello");
    EXPECT_EQ(result.sent, Sent::kPerhaps) << fields;
  }
}

TEST_P(CurlTransportFramingTest, ReadsAHeadOf40Kilobytes) {
  std::string head = "HTTP/1.1 200 OK\r\n";
  while (head.size() < 40 * 1024) head += "Set-Cookie: 0123456789abcdef=0123456789abcdef\r\n";
  ExpectAnswer(PostToOneThatStaysOpen(head + "Content-Length: 5\r\n\r\n", "hello"), "hello");
  const std::string one_field = absl::StrCat("HTTP/1.1 200 OK\r\nX: ", std::string(40 * 1024, 'x'),
                                             "\r\nContent-Length: 5\r\n\r\n");
  ExpectAnswer(PostToOneThatStaysOpen(one_field, "hello"), "hello");
}

INSTANTIATE_TEST_SUITE_P(, CurlTransportFramingTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plaintext"; });

}  // namespace
}  // namespace imageco::bridge::gateway
