#include "bridge/gateway/http/answer_head.h"

#include <initializer_list>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

AnswerHead Read(std::initializer_list<std::string_view> lines) {
  AnswerHead head;
  for (const std::string_view line : lines) EXPECT_TRUE(head.AddLine(line));
  return head;
}

TEST(AnswerHead, BelievesALengthThatIsMet) {
  const AnswerHead head = Read({"HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n", "\r\n"});
  EXPECT_TRUE(head.EndsBody(200, 5, 5));
  EXPECT_FALSE(head.EndsBody(200, 5, 4));
  EXPECT_FALSE(head.EndsBody(200, 5, 6));
}

TEST(AnswerHead, BelievesALengthOfNothing) {
  EXPECT_TRUE(Read({"HTTP/1.1 200 OK\r\n", "Content-Length: 0\r\n", "\r\n"}).EndsBody(200, 0, 0));
}

TEST(AnswerHead, BelievesNoBodyThatTheCloseEnds) {
  const AnswerHead head = Read({"HTTP/1.1 200 OK\r\n", "\r\n"});
  EXPECT_FALSE(head.EndsBody(200, -1, 5));
  EXPECT_FALSE(head.EndsBody(200, -1, 0));
}

TEST(AnswerHead, BelievesNothingBeforeTheHeadHasEnded) {
  EXPECT_FALSE(Read({}).EndsBody(0, -1, 0));
  EXPECT_FALSE(Read({"HTTP/1.1 204 No Content\r\n"}).EndsBody(204, -1, 0));
  EXPECT_FALSE(Read({"HTTP/1.1 200 OK\r\n", "Content-Length: 0\r\n"}).EndsBody(200, 0, 0));
}

TEST(AnswerHead, TakesTheEndOfAnInterimHeadForNone) {
  EXPECT_FALSE(Read({"HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 204 No Content\r\n"})
                   .EndsBody(204, -1, 0));
  EXPECT_FALSE(Read({"HTTP/1.1 103 Early Hints\r\n", "Transfer-Encoding: chunked\r\n", "\r\n",
                     "HTTP/1.1 200 OK\r\n", "\r\n"})
                   .EndsBody(200, -1, 5));
}

TEST(AnswerHead, NeedsNoLengthWhereTheStatusHasNoBody) {
  EXPECT_TRUE(Read({"HTTP/1.1 204 No Content\r\n", "\r\n"}).EndsBody(204, -1, 0));
  EXPECT_TRUE(Read({"HTTP/1.1 304 Not Modified\r\n", "\r\n"}).EndsBody(304, -1, 0));
}

TEST(AnswerHead, BelievesChunks) {
  for (const std::string_view line :
       {"Transfer-Encoding: chunked\r\n", "transfer-encoding:CHUNKED\r\n",
        "Transfer-Encoding: gzip, chunked \r\n", "TRANSFER-ENCODING:\t gzip ,\tChunked\n"}) {
    EXPECT_TRUE(Read({"HTTP/1.1 200 OK\r\n", line, "\r\n"}).EndsBody(200, -1, 5)) << line;
  }
}

TEST(AnswerHead, BelievesNoOtherCodingWhateverTheLength) {
  for (const std::string_view line :
       {"Transfer-Encoding: identity\r\n", "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding:\r\n", "Transfer-Encoding: chunked,\r\n",
        "Transfer-Encoding: xchunked\r\n"}) {
    EXPECT_FALSE(Read({"HTTP/1.1 200 OK\r\n", line, "\r\n"}).EndsBody(200, 5, 5)) << line;
  }
}

TEST(AnswerHead, IsNotMisledByTrailers) {
  EXPECT_TRUE(Read({"HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "A: b\r\n"})
                  .EndsBody(200, -1, 5));
}

TEST(AnswerHead, TakesBytesUpToItsLimit) {
  AnswerHead head;
  EXPECT_TRUE(head.AddLine(std::string(AnswerHead::kBytesMax - 1, 'x')));
  EXPECT_TRUE(head.AddLine("y"));
  EXPECT_FALSE(head.AddLine("z"));
}

TEST(AnswerHead, CountsInterimHeadsToo) {
  AnswerHead head;
  EXPECT_TRUE(head.AddLine(std::string(AnswerHead::kBytesMax, 'x')));
  EXPECT_FALSE(head.AddLine("HTTP/1.1 200 OK\r\n"));
}

}  // namespace
}  // namespace imageco::bridge::gateway
