#include "bridge/gateway/http/answer_body.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

using State = AnswerBody::State;

constexpr size_t kBodyBytesMax = 20;

AnswerBody MakeBody(std::string_view field, const char* status = "200 OK") {
  AnswerHead head;
  head.AddLine(absl::StrCat("HTTP/1.1 ", status, "\r\n"));
  head.AddLine(absl::StrCat(std::string(field), "\r\n"));
  head.AddLine("\r\n");
  EXPECT_TRUE(head.ended());
  return AnswerBody(head, kBodyBytesMax);
}

AnswerBody MakeChunked() { return MakeBody("Transfer-Encoding: chunked"); }

TEST(AnswerBody, IsWholeAtItsLength) {
  AnswerBody body = MakeBody("Content-Length: 5");
  EXPECT_EQ(body.Add("hel"), State::kMore);
  EXPECT_EQ(body.Add("lo"), State::kWhole);
  EXPECT_FALSE(body.has_leftover());
  EXPECT_EQ(body.Take(), "hello");
}

TEST(AnswerBody, LeavesOverWhatLiesBehindItsLength) {
  AnswerBody body = MakeBody("Content-Length: 5");
  EXPECT_EQ(body.Add("hello\r\n"), State::kWhole);
  EXPECT_TRUE(body.has_leftover());
  EXPECT_EQ(body.Take(), "hello");
}

TEST(AnswerBody, IsWholeAtOnceWhereThereIsNone) {
  EXPECT_EQ(MakeBody("Content-Length: 0").state(), State::kWhole);
  AnswerBody body = MakeBody("X: y", "204 No Content");
  EXPECT_EQ(body.state(), State::kWhole);
  body.Add("x");
  EXPECT_TRUE(body.has_leftover());
  EXPECT_EQ(body.Take(), "");
}

TEST(AnswerBody, IsWholeAtTheCloseWhereNothingElseEndsIt) {
  AnswerBody body = MakeBody("Connection: close");
  EXPECT_EQ(body.Add("hello"), State::kMore);
  EXPECT_EQ(body.End(), State::kWhole);
  EXPECT_EQ(body.Take(), "hello");
}

TEST(AnswerBody, IsNotWholeAtTheCloseBeforeItsLengthOrLastChunk) {
  AnswerBody by_length = MakeBody("Content-Length: 5");
  by_length.Add("hell");
  EXPECT_EQ(by_length.End(), State::kMore);
  AnswerBody chunked = MakeChunked();
  chunked.Add("5\r\nhello\r\n0\r\n\r");
  EXPECT_EQ(chunked.End(), State::kMore);
}

TEST(AnswerBody, IsUnclearWhereTheHeadIs) {
  EXPECT_EQ(MakeBody("Content-Length: five").state(), State::kUnclear);
  EXPECT_EQ(MakeBody("Transfer-Encoding: chunked, gzip").state(), State::kUnclear);
}

TEST(AnswerBody, TakesUpToBytesMax) {
  EXPECT_EQ(MakeBody("Content-Length: 21").state(), State::kTooLong);
  EXPECT_EQ(MakeBody("Content-Length: 20").Add(std::string(20, 'x')), State::kWhole);
  AnswerBody by_close = MakeBody("Connection: close");
  EXPECT_EQ(by_close.Add(std::string(20, 'x')), State::kMore);
  EXPECT_EQ(by_close.Add("x"), State::kTooLong);
  AnswerBody chunked = MakeChunked();
  EXPECT_EQ(chunked.Add("14\r\n01234567890123456789\r\n"), State::kMore);
  EXPECT_EQ(chunked.Add("1\r\nx"), State::kTooLong);
}

struct ChunkedCase {
  std::string_view text;
  State state;
  std::string_view body;
  std::string_view leftover = "";
};

constexpr ChunkedCase kChunked[] = {
    {"5\r\nhello\r\n0\r\n\r\n", State::kWhole, "hello"},
    {"5\r\nhello\r\n0\r\n\r\n", State::kWhole, "hello", "\r\n"},
    {"5\r\nhello\r\n0\r\n\r\n", State::kWhole, "hello", "HTTP/1.1 200 OK\r\n"},
    {"1\r\nh\r\n4\r\nello\r\n0\r\n\r\n", State::kWhole, "hello"},
    {"5;x=y;z\r\nhello\r\n000;a\r\n\r\n", State::kWhole, "hello"},
    {"5 \r\nhello\r\n0\r\n\r\n", State::kWhole, "hello"},
    {"B\r\nhello world\r\n0\r\n\r\n", State::kWhole, "hello world"},
    {"b\nhello world\n0\n\n", State::kWhole, "hello world"},
    {"0\r\nA: b\r\nC:\r\n\r\n", State::kWhole, "", "x"},
    {"0\r\n\r\n", State::kWhole, ""},
    {"\r\n0\r\n\r\n", State::kUnclear, ""},
    {"x\r\n", State::kUnclear, ""},
    {"5\r\nhello0\r\n", State::kUnclear, "hello"},
    {"ffffffffffffffff", State::kTooLong, ""},
};

TEST(AnswerBody, ReadsChunks) {
  for (const ChunkedCase& chunked : kChunked) {
    AnswerBody body = MakeChunked();
    EXPECT_EQ(body.Add(absl::StrCat(std::string(chunked.text), std::string(chunked.leftover))),
              chunked.state)
        << chunked.text;
    EXPECT_EQ(body.has_leftover(), !chunked.leftover.empty()) << chunked.text;
    EXPECT_EQ(body.Take(), chunked.body);
  }
}

TEST(AnswerBody, ReadsChunksCutAtEveryByte) {
  for (const ChunkedCase& chunked : kChunked) {
    for (size_t cut = 0; cut <= chunked.text.size(); ++cut) {
      AnswerBody body = MakeChunked();
      body.Add(chunked.text.substr(0, cut));
      if (chunked.state == State::kWhole && cut < chunked.text.size()) {
        EXPECT_EQ(body.state(), State::kMore) << chunked.text << " at " << cut;
      }
      EXPECT_EQ(body.Add(chunked.text.substr(cut)), chunked.state) << chunked.text << " at " << cut;
      EXPECT_EQ(body.Take(), chunked.body);
    }
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
