#include "clients/complaintctl/paste/respelled_json.h"

#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

TEST(WithSignMember, RenamesTheOnlyOneInOtherLetters) {
  EXPECT_EQ(WithSignMember(R"({"a":"Sign", "SIGN" : "1"})"), R"({"a":"Sign", "sign" : "1"})");
  for (const char* text : {R"({"sign":"1","Sign":"2"})", R"({"a":{"Sign":"1"}})", "{", "{}"}) {
    EXPECT_EQ(WithSignMember(text), text);
  }
}

TEST(Respaced, ChangesWhatStandsOutsideStringsAlone) {
  const std::string text = "{\n  \"a, b: \\\" c\" : [1 , 2],\r\n\t\"d\":\"\\\\\"}";
  EXPECT_EQ(Respaced(text, ""), "{\"a, b: \\\" c\":[1,2],\"d\":\"\\\\\"}");
  EXPECT_EQ(Respaced(text, " "), "{\"a, b: \\\" c\": [1, 2], \"d\": \"\\\\\"}");
  EXPECT_EQ(Respaced("{\"a", ""), "{\"a");
}

TEST(WithoutNeedlessEscapes, PutsCharactersInPlaceOfTheirCodes) {
  EXPECT_EQ(WithoutNeedlessEscapes(R"({"a":"\u5df2\u0022\\u5df2\n\u00e9\u007F\uD83D\uDE00"})"),
            R"({"a":"已\u0022\\u5df2\né\u007F😀"})");
  for (const char* text : {"", "{}", "\\", "{\"\\u00", R"({"a":"\n\\"})"}) {
    EXPECT_EQ(WithoutNeedlessEscapes(text), text);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
