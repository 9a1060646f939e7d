#include "tests/sandbox/request_parser.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

using State = RequestParser::State;

constexpr const char* kRequest =
    "POST /json HTTP/1.1\r\nHost: a\r\nx-UPPER: b\r\nContent-Length: 3\r\n\r\nabc";

TEST(RequestParser, ReadsARequest) {
  RequestParser parser;
  ASSERT_EQ(parser.Parse(kRequest), State::kComplete);
  const HttpRequest request = parser.Release();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/json");
  EXPECT_EQ(request.body, "abc");
  EXPECT_EQ(request.headers.size(), 3);
  EXPECT_EQ(request.headers[1].first, "x-UPPER");
  EXPECT_TRUE(request.keep_alive);
}

TEST(RequestParser, ReadsARequestCutAtAnyByte) {
  const std::string text = kRequest;
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    RequestParser parser;
    ASSERT_EQ(parser.Parse(text.substr(0, cut)), State::kIncomplete) << cut;
    ASSERT_EQ(parser.Parse(text), State::kComplete) << cut;
    EXPECT_EQ(parser.consumed(), text.size());
    EXPECT_EQ(parser.Release().body, "abc");
  }
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
  RequestParser parser;
  const std::string text = kRequest;
  ASSERT_EQ(parser.Parse(text + "POST"), State::kComplete);
  EXPECT_EQ(parser.consumed(), text.size());
}

TEST(RequestParser, ReadsChunks) {
  RequestParser parser;
  ASSERT_EQ(parser.Parse("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
            State::kComplete);
  EXPECT_EQ(parser.Release().body, "abc");
}

TEST(RequestParser, TellsWhenTheClientWantsToClose) {
  RequestParser parser;
  ASSERT_EQ(parser.Parse("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
            State::kComplete);
  EXPECT_FALSE(parser.Release().keep_alive);
}

TEST(RequestParser, RefusesWhatIsNotHttp) {
  RequestParser parser;
  EXPECT_EQ(parser.Parse("nonsense\r\n\r\n"), State::kMalformed);
}

TEST(RequestParser, RefusesABodyBeyondItsLimit) {
  RequestParser parser;
  EXPECT_EQ(parser.Parse("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n"), State::kMalformed);
}

}  // namespace
}  // namespace imageco::sandbox
