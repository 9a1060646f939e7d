#include "clients/complaintctl/paste/wrapped_text.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(TraceMarks, AreTakenOff) {
  EXPECT_EQ(WithoutTraceMarks("* Trying\n> POST / HTTP/1.1\r\n> \r\n{}\n< HTTP/1.1 200\n<\n{}"),
            "POST / HTTP/1.1\r\n\r\n{}\nHTTP/1.1 200\n\n{}");
  EXPECT_EQ(WithoutTraceMarks("{ [12 bytes data]\n} [5 bytes data]\n< a"), "a");
}

TEST(TraceMarks, AreNoneInMessages) {
  for (const char* text : {"", "{\n}", "<?xml?>\n<a>\n</a>", "{ [1]}"}) {
    EXPECT_EQ(WithoutTraceMarks(text).value_or("none"), "none") << text;
  }
}

TEST(Wraps, AreTakenOutOfStrings) {
  const std::pair<std::string, std::string> rows[] = {
      {"{\"a\": \"b\nc\",\n\"d\r\ne\": 1}", "{\"a\": \"bc\",\n\"de\": 1}"},
      {"he said \"\n{\"a\": \"\\\"\n\"}", "he said \"\n{\"a\": \"\\\"\"}"},
      {"{\"a\": {\"b\": \"}\n\"}}\n", "{\"a\": {\"b\": \"}\"}}\n"},
  };
  for (const auto& [text, without] : rows) {
    EXPECT_EQ(WithoutWraps(text).value_or("none"), without) << text;
  }
}

TEST(Wraps, AreNoneBetweenStrings) {
  for (const char* text : {"", "\n", "{\n\"a\":\n1\r\n}\n", "\"a\nb\"", "{\"a\\n\"}", "}\"\n\""}) {
    EXPECT_EQ(WithoutWraps(text).value_or("none"), "none") << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
