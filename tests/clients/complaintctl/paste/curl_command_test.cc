#include "clients/complaintctl/paste/curl_command.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

std::string Body(std::string_view text) { return WithoutCurlCommands(text).value_or("none"); }

TEST(CurlCommand, IsReplacedByItsBody) {
  const std::pair<std::string, std::string> rows[] = {
      {"curl u -d '{}'", "{}"},
      {"curl u -d'{}'", "{}"},
      {"curl u -d {}", "{}"},
      {"curl --data '{}' u", "{}"},
      {"curl --data='{}' u", "{}"},
      {"curl --data-raw '{}' u", "{}"},
      {"curl --data-binary '{}' u", "{}"},
      {"curl --data-ascii '{}' u", "{}"},
      {"curl --json '{}' u", "{}"},
      {"curl -d a=1 -d b=2 u", "a=1&b=2"},
      {"curl -d a=1 --data-urlencode 'b={ }' u", "a=1&b=%7B%20%7D"},
      {"curl u \\\n  -d '{}' \\\r\n  -H x", "{}"},
      {"$ curl u -d x\n{\"a\":1}\n", "$ x\n{\"a\":1}\n"},
      {"curl u -d x | jq .", "x| jq ."},
      {"curl -d x u\ncurl -d y u", "x\ny"},
      {"/usr/bin/curl -d x u", "/usr/bin/x"},
  };
  for (const auto& [text, body] : rows) EXPECT_EQ(Body(text), body) << text;
}

TEST(CurlCommand, IsReadAsAShellReadsIt) {
  const std::pair<std::string, std::string> rows[] = {
      {R"('{"a":"b"}')", R"({"a":"b"})"},
      {R"('it'\''s')", "it's"},
      {R"("{\"a\":\"\$x\\\n\"}")", R"({"a":"$x\\n"})"},
      {R"($'{"a":"\u5df2\'\n\t\\"}')", "{\"a\":\"已'\n\t\\\"}"},
      {R"($'\ud83d')", "\uFFFD"},
      {R"(a\ b)", "a b"},
      {"'a b", "a b"},
      {"\"a\\\nb\"", "ab"},
      {"a\"b\"'c'", "abc"},
  };
  for (const auto& [quoted, body] : rows) EXPECT_EQ(Body("curl -d " + quoted), body) << quoted;
}

TEST(CurlCommand, IsNoneWithoutABodyOfItsOwn) {
  for (const char* text : {"", "curl", "curl u", "curl -d", "curl -d @file u", "mycurl -d x",
                           "curl/7.88 -d x", "curl --data-urlencode u="}) {
    const std::string body = Body(text);
    EXPECT_TRUE(body == "none" || std::string_view(text).ends_with("u=")) << text << body;
  }
}

TEST(CurlCommand, StandsCutAtEveryByte) {
  const std::string text = "curl -d $'\\u5df2\\n' -d \"a\\\"b\" \\\n --data-urlencode 'c=d e' u";
  for (size_t size = 0; size <= text.size(); ++size) {
    WithoutCurlCommands(std::string(text.substr(0, size)));
  }
}

}  // namespace
}  // namespace imageco::complaintctl
