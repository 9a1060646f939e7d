#include "tests/sandbox/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(HttpMessage, FindsHeadersWithoutRegardToCase) {
  const Headers headers = {{"Host", "a"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_THAT(HeaderValues(headers, "x-A"), ElementsAre("1", "2"));
  EXPECT_THAT(HeaderValues(headers, "X"), IsEmpty());
}

TEST(HttpMessage, SetsAHeaderInPlaceOfItsLikes) {
  Headers headers = {{"a", "1"}, {"B", "2"}, {"A", "3"}};
  SetHeader(headers, "A", "4");
  EXPECT_THAT(headers, ElementsAre(Pair("B", "2"), Pair("A", "4")));
}

TEST(HttpMessage, WritesAnAnswerByteForByte) {
  EXPECT_EQ(ToBytes({503, {{"Retry-After", "3"}, {"Content-Length", "2"}}, "ab"}),
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\nContent-Length: 2\r\n\r\nab");
}

}  // namespace
}  // namespace imageco::sandbox
