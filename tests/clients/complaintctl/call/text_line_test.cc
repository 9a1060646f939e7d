#include "clients/complaintctl/call/text_line.h"

#include <sstream>

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(Printable, KeepsTextOfAnyLanguage) {
  EXPECT_EQ(Printable("投诉单不存在 (naïve 😀 €)"), "投诉单不存在 (naïve 😀 €)");
}

TEST(Printable, TakesTheTerminalOutOfTheHandsOfOthers) {
  EXPECT_EQ(Printable("a\x1B[2J\r\nb\tc\x7F"), "a [2J  b c ");
  EXPECT_EQ(Printable("a\xC2\x9B"
                      "2Jb"),
            "a 2Jb");
}

TEST(Printable, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Printable("a\xFF\xE4\xBD"
                      "b"),
            "a   b");
}

TEST(PrintLine, AlignsTexts) {
  std::ostringstream stream;
  PrintLine("sent", "nothing", stream);
  PrintLine("transaction id", "t1", stream);
  EXPECT_EQ(stream.str(), "  sent            nothing\n  transaction id  t1\n");
}

TEST(PrintLine, LeavesOutWhatIsEmpty) {
  std::ostringstream stream;
  PrintLine("result", "", stream);
  EXPECT_EQ(stream.str(), "");
}

TEST(ToText, JoinsWhatThereIsOfAResult) {
  complaint::v1::Result result;
  EXPECT_EQ(ToText(result), "");
  result.set_comment("回复成功");
  EXPECT_EQ(ToText(result), "回复成功");
  result.set_id("0000");
  EXPECT_EQ(ToText(result), "0000 回复成功");
}

}  // namespace
}  // namespace imageco::complaintctl
