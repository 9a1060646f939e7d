#include "clients/complaintctl/paste/list_numbers.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(ListNumbers, AreTakenOffWhereTheyCountUp) {
  const std::pair<std::string, std::string> rows[] = {
      {"1. {\n2. }", "{\n}"},
      {"  9. a\n  10. b", "a\nb"},
      {"1)a\n2)b", "a\nb"},
      {"1、a\n2、b", "a\nb"},
      {"   1\ta\n   2\tb", "\ta\n\tb"},
      {"1.   a\n2. b", "  a\nb"},
      {"title\n1. a\ngoes on\n2. b\n", "title\na\ngoes on\nb\n"},
      {"1. a\n2. b\n1. c\n2. d", "a\nb\nc\nd"},
      {"1.\n{\n2.\n}", "\n{\n\n}"},
      {"41 a\r\n42 b\r", "a\r\nb\r"},
  };
  for (const auto& [text, without] : rows) {
    EXPECT_EQ(WithoutListNumbers(text).value_or("none"), without) << text;
  }
}

TEST(ListNumbers, AreNoneWhereTheyDoNotCount) {
  for (const char* text :
       {"", "{}", "1. {", "1. a\n3. b", "2024-06-17\n2025", "1a\n2b", "x 1. a\n2. b"}) {
    EXPECT_EQ(WithoutListNumbers(text).value_or("none"), "none") << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
