#include "bridge/gateway/http/answer_head.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

using BodyEnd = AnswerHead::BodyEnd;
using testing::ElementsAre;
using testing::IsEmpty;

AnswerHead ReadHead(std::initializer_list<std::string_view> lines) {
  AnswerHead head;
  for (const std::string_view line : lines) {
    EXPECT_TRUE(head.AddLine(absl::StrCat(std::string(line), "\r\n")));
  }
  return head;
}

AnswerHead ReadFields(std::initializer_list<std::string_view> fields) {
  AnswerHead head = ReadHead({"HTTP/1.1 200 OK"});
  for (const std::string_view field : fields)
    head.AddLine(absl::StrCat(std::string(field), "\r\n"));
  head.AddLine("\r\n");
  return head;
}

TEST(AnswerHead, TellsTheStatus) {
  EXPECT_EQ(ReadHead({"HTTP/1.1 200 OK"}).status(), 200);
  EXPECT_EQ(ReadHead({"HTTP/1.0 503"}).status(), 503);
  EXPECT_EQ(ReadHead({"HTTP/1.1 404 Not 200 Found"}).status(), 404);
  EXPECT_EQ(ReadHead({"HTTP/1.1"}).status(), 0);
  EXPECT_EQ(ReadHead({"HTTP/1.1 OK"}).status(), 0);
}

TEST(AnswerHead, EndsWithItsEmptyLine) {
  EXPECT_FALSE(AnswerHead().ended());
  EXPECT_FALSE(ReadHead({"HTTP/1.1 200 OK", "Content-Length: 5"}).ended());
  EXPECT_TRUE(ReadHead({"HTTP/1.1 200 OK", "Content-Length: 5", ""}).ended());
  AnswerHead bare;
  bare.AddLine("HTTP/1.1 200 OK\n");
  bare.AddLine("\n");
  EXPECT_TRUE(bare.ended());
}

TEST(AnswerHead, TakesTheEndOfAnInterimHeadForNone) {
  EXPECT_FALSE(ReadHead({"HTTP/1.1 100 Continue", ""}).ended());
  EXPECT_FALSE(ReadHead({"HTTP/1.1 100 Continue", "", "HTTP/1.1 204 No Content"}).ended());
  const AnswerHead head =
      ReadHead({"HTTP/1.1 103 Early Hints", "Transfer-Encoding: chunked", "Content-Encoding: gzip",
                "Retry-After: 1", "", "HTTP/1.1 200 OK", "Content-Length: 5", ""});
  EXPECT_EQ(head.body_end(), BodyEnd::kLength);
  EXPECT_THAT(head.codings(), IsEmpty());
  EXPECT_EQ(head.retry_after(), "");
}

TEST(AnswerHead, TellsHowTheBodyEnds) {
  const struct {
    std::initializer_list<std::string_view> fields;
    BodyEnd end;
  } kCases[] = {
      {{}, BodyEnd::kClose},
      {{"Connection: close"}, BodyEnd::kClose},
      {{"Content-Length: 5"}, BodyEnd::kLength},
      {{"content-length:5  "}, BodyEnd::kLength},
      {{"Content-Length: 5", "Content-Length: 5"}, BodyEnd::kLength},
      {{"Content-Length: 0"}, BodyEnd::kNoBody},
      {{"Content-Length: 5", "Content-Length: 6"}, BodyEnd::kNothing},
      {{"Content-Length: -5"}, BodyEnd::kNothing},
      {{"Content-Length: +5"}, BodyEnd::kNothing},
      {{"Content-Length: 5x"}, BodyEnd::kNothing},
      {{"Content-Length: 5, 5"}, BodyEnd::kNothing},
      {{"Content-Length:"}, BodyEnd::kNothing},
      {{"Content-Length: 99999999999999999999"}, BodyEnd::kNothing},
      {{"Transfer-Encoding: chunked"}, BodyEnd::kLastChunk},
      {{"transfer-encoding:CHUNKED"}, BodyEnd::kLastChunk},
      {{"TRANSFER-ENCODING:\t gzip ,\tChunked"}, BodyEnd::kLastChunk},
      {{"Transfer-Encoding: gzip", "Transfer-Encoding: chunked"}, BodyEnd::kLastChunk},
      {{"Transfer-Encoding: chunked", "Content-Length: 5"}, BodyEnd::kLastChunk},
      {{"Transfer-Encoding: chunked, gzip"}, BodyEnd::kNothing},
      {{"Transfer-Encoding: chunked, chunked"}, BodyEnd::kNothing},
      {{"Transfer-Encoding: gzip"}, BodyEnd::kClose},
      {{"Transfer-Encoding: gzip", "Content-Length: 5"}, BodyEnd::kClose},
      {{"Transfer-Encoding: xchunked", "Content-Length: 5"}, BodyEnd::kClose},
      {{"Transfer-Encoding: identity"}, BodyEnd::kClose},
      {{"Transfer-Encoding: identity", "Content-Length: 5"}, BodyEnd::kLength},
      {{"Content-Length: 5", "Transfer-Encoding: Identity"}, BodyEnd::kLength},
      {{"Transfer-Encoding:", "Content-Length: 5"}, BodyEnd::kLength},
  };
  for (const auto& [fields, end] : kCases) {
    const std::string told = testing::PrintToString(std::vector<std::string_view>(fields));
    EXPECT_EQ(ReadFields(fields).body_end(), end) << told;
  }
}

TEST(AnswerHead, NeedsNoLengthWhereTheStatusHasNoBody) {
  for (const char* status : {"HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified"}) {
    EXPECT_EQ(ReadHead({status, "Content-Length: 5", ""}).body_end(), BodyEnd::kNoBody);
  }
}

TEST(AnswerHead, TellsWhenLibcurlWillNotHeedTheLength) {
  EXPECT_TRUE(ReadFields({"Transfer-Encoding: identity", "Content-Length: 5"}).hides_length());
  EXPECT_FALSE(ReadFields({"Content-Encoding: gzip", "Content-Length: 5"}).hides_length());
}

TEST(AnswerHead, TellsTheCodingsTheLastFirst) {
  EXPECT_THAT(ReadFields({}).codings(), IsEmpty());
  EXPECT_THAT(ReadFields({"Content-Encoding: identity"}).codings(), IsEmpty());
  EXPECT_THAT(ReadFields({"Content-Encoding: X-GZip"}).codings(), ElementsAre("gzip"));
  EXPECT_THAT(ReadFields({"Transfer-Encoding: gzip, chunked"}).codings(), ElementsAre("gzip"));
  EXPECT_THAT(ReadFields({"Transfer-Encoding: chunked", "Content-Encoding: deflate, gzip",
                          "Content-Encoding: br"})
                  .codings(),
              ElementsAre("br", "gzip", "deflate"));
  EXPECT_THAT(
      ReadFields({"Content-Encoding: deflate", "Transfer-Encoding: gzip, chunked"}).codings(),
      ElementsAre("gzip", "deflate"));
}

TEST(AnswerHead, TellsTheLastRetryAfter) {
  EXPECT_EQ(ReadFields({"retry-after:  5 ", "Retry-After: 6"}).retry_after(), "6");
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
