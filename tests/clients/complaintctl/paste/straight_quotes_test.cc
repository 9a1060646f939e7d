#include "clients/complaintctl/paste/straight_quotes.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

std::string Straight(std::string_view text) { return WithStraightQuotes(text).value_or("none"); }

TEST(StraightQuotes, AreMadeOfOthers) {
  const std::pair<std::string, std::string> rows[] = {
      {"{“a”:“b”}", R"({"a":"b"})"},
      {"{”a”:”b”}", R"({"a":"b"})"},
      {"｛＂a＂：＂b＂，＂c＂：［1］｝", R"({"a":"b","c":[1]})"},
      {"{'a': 'b', 'c': {'d': 1}}", R"({"a": "b", "c": {"d": 1}})"},
      {"{‘a’:‘b’}", R"({"a":"b"})"},
      {"{\"a\"：\"b\"，\"c\":1}", R"({"a":"b","c":1})"},
      {"{\u00A0“a”\u3000:“b”}", R"({ "a" :"b"})"},
      {"{'a': 'it\\'s'}", R"({"a": "it's"})"},
      {"{'a': '\"'}", R"({"a": "\""})"},
  };
  for (const auto& [text, straight] : rows) EXPECT_EQ(Straight(text), straight) << text;
}

TEST(StraightQuotes, LeaveWhatStandsInAString) {
  const std::pair<std::string, std::string> rows[] = {
      {"{\"a\":\"他说：“好，行”\",“b”:1}", R"({"a":"他说：“好，行”","b":1})"},
      {"{“a”:“他说：“好”了”}", R"({"a":"他说：“好”了"})"},
      {"{“a”:“\\\"，”}", R"({"a":"\"，"})"},
      {"{“a”:“it's”}", R"({"a":"it's"})"},
  };
  for (const auto& [text, straight] : rows) EXPECT_EQ(Straight(text), straight) << text;
}

TEST(StraightQuotes, LeaveWhatStandsOutsideBraces) {
  EXPECT_EQ(Straight("it's “报文”：{“a”：1}，“b”"), "it's “报文”：{\"a\":1}，“b”");
}

TEST(StraightQuotes, AreNoneWhereNothingChanges) {
  for (const char* text : {"", R"({"a":"好，“好”"})", "it's", "“”，", "{\"a", "\xFF{'a'}"}) {
    EXPECT_EQ(Straight(text), "none") << text;
  }
}

TEST(StraightQuotes, StandCutAtEveryByte) {
  const std::string text = "x｛＂a＂：‘b\\’，“c”：“d“}";
  for (size_t size = 0; size <= text.size(); ++size) WithStraightQuotes(text.substr(0, size));
}

}  // namespace
}  // namespace imageco::complaintctl
