#include "tests/sandbox/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace imageco::sandbox {
namespace {

using ::testing::HasSubstr;

// The text of the one member of {"a": value}; its fault if there is none.
std::string ScanValue(const std::string& value) {
  const auto members = ScanJsonObject("{\"a\":" + value + "}");
  return members.value ? members.value->at(0).value.text : "refused: " + members.faults.at(0);
}

bool IsRefusedJson(const std::string& json) { return !ScanJsonObject(json).value; }

TEST(JsonText, KeepsOrderAndRepeatedNames) {
  const auto members = ScanJsonObject(R"({"b":"1","a":"2","b":"3"})");
  ASSERT_TRUE(members.value);
  ASSERT_EQ(members.value->size(), 3);
  EXPECT_EQ(members.value->at(0).name, "b");
  EXPECT_EQ(members.value->at(1).name, "a");
  EXPECT_EQ(members.value->at(2).name, "b");
  EXPECT_EQ(members.value->at(2).value.text, "3");
}

TEST(JsonText, KeepsValuesAsTheyAreWritten) {
  EXPECT_EQ(ScanValue("1.50"), "1.50");
  EXPECT_EQ(ScanValue("-0"), "-0");
  EXPECT_EQ(ScanValue("12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(ScanValue("1E+2"), "1E+2");
  EXPECT_EQ(ScanValue("true"), "true");
  EXPECT_EQ(ScanValue("null"), "null");
  EXPECT_EQ(ScanValue(R"([1, "a" ])"), R"([1, "a" ])");
  EXPECT_EQ(ScanValue(R"({ "b": {} })"), R"({ "b": {} })");
}

TEST(JsonText, DecodesStrings) {
  EXPECT_EQ(ScanValue(R"("\" \\ \/ \b\f\n\r\t")"), "\" \\ / \b\f\n\r\t");
  EXPECT_EQ(ScanValue(R"("\u4e2d\u6587")"), "中文");
  EXPECT_EQ(ScanValue(R"("\ud83d\ude00")"), "😀");
  EXPECT_EQ(ScanValue(R"("中文")"), "中文");
}

TEST(JsonText, DecodesNames) {
  EXPECT_EQ(ScanJsonObject(R"({"\u0061":1})").value->at(0).name, "a");
}

TEST(JsonText, TellsTheKind) {
  const auto members = ScanJsonObject(R"({"a":"","b":1,"c":true,"d":null,"e":{},"f":[]})");
  ASSERT_TRUE(members.value);
  std::string kinds;
  for (const JsonMember& member : *members.value) {
    kinds += std::string(ToString(member.value.kind)) + " ";
  }
  EXPECT_EQ(kinds, "string number boolean null object array ");
}

TEST(JsonText, RefusesBadStrings) {
  EXPECT_THAT(ScanValue("\"a\nb\""), HasSubstr("control character"));
  EXPECT_THAT(ScanValue(R"("\x")"), HasSubstr("bad escape"));
  EXPECT_THAT(ScanValue(R"("\u12g4")"), HasSubstr("bad escape"));
  EXPECT_THAT(ScanValue(R"("\ud83d")"), HasSubstr("bad escape")) << "half a pair";
  EXPECT_THAT(ScanValue(R"("\ud83d\u0041")"), HasSubstr("bad escape")) << "half a pair";
  EXPECT_THAT(ScanValue(R"("\ude00")"), HasSubstr("bad escape")) << "the other half";
}

TEST(JsonText, RefusesBadNumbers) {
  for (const char* const number : {"01", "+1", "1.", ".5", "1e", "-", "0x1", "NaN"}) {
    EXPECT_THAT(ScanValue(number), HasSubstr("refused")) << number;
  }
}

TEST(JsonText, RefusesWhatOnlyLenientParsersTake) {
  EXPECT_TRUE(IsRefusedJson("")) << "nothing";
  EXPECT_TRUE(IsRefusedJson("[]")) << "an array";
  EXPECT_TRUE(IsRefusedJson("{\"a\":1,}")) << "a comma too many";
  EXPECT_TRUE(IsRefusedJson("{\"a\":[1,]}")) << "a comma too many";
  EXPECT_TRUE(IsRefusedJson("{a:1}")) << "a name without quotes";
  EXPECT_TRUE(IsRefusedJson("{'a':1}")) << "other quotes";
  EXPECT_TRUE(IsRefusedJson("{\"a\":1}{")) << "text behind";
  EXPECT_TRUE(IsRefusedJson("\xEF\xBB\xBF{}")) << "a byte order mark";
  EXPECT_TRUE(IsRefusedJson("{\"a\":1/**/}")) << "a comment";
}

TEST(JsonText, AllowsSpaceBetweenTokens) {
  const auto members = ScanJsonObject(" {\r\n\t\"a\" : 1 , \"b\" : 2 } \n");
  ASSERT_TRUE(members.value);
  EXPECT_EQ(members.value->size(), 2);
}

TEST(JsonText, LimitsNesting) {
  EXPECT_EQ(ScanValue(std::string(64, '[') + std::string(64, ']')).substr(0, 1), "[");
  EXPECT_THAT(ScanValue(std::string(65, '[') + std::string(65, ']')), HasSubstr("too deep"));
  EXPECT_THAT(ScanValue(std::string(100'000, '[')), HasSubstr("too deep"));
}

TEST(JsonText, RefusesAnyTextThatIsCut) {
  const std::string text = R"({"a":"x\n\u4e2d中","b":[1.5e3,{"c":null}],"d":true})";
  ASSERT_FALSE(IsRefusedJson(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_TRUE(IsRefusedJson(text.substr(0, size))) << text.substr(0, size);
  }
}

TEST(JsonText, NamesTheByteOfAFault) {
  EXPECT_EQ(ScanJsonObject(R"({"a":1 "b":2})").faults.at(0), "neither , nor } at byte 7");
}

TEST(JsonText, TakesAMemberOutWithItsComma) {
  const auto without = [](const std::string& text) {
    const auto members = *ScanJsonObject(text).value;
    const auto sign = std::ranges::find(members, "sign", &JsonMember::name);
    return WithoutMember(text, *sign);
  };
  EXPECT_EQ(without(R"({"a":1,"sign":"x"})"), R"({"a":1})") << "last";
  EXPECT_EQ(without(R"({"sign":"x","a":1})"), R"({"a":1})") << "first";
  EXPECT_EQ(without(R"({"a":1,"sign":"x","b":2})"), R"({"a":1,"b":2})") << "between";
  EXPECT_EQ(without(R"({"sign":"x"})"), R"({})") << "alone";
  EXPECT_EQ(without(R"({ "a": 1, "sign": "x" })"), R"({ "a": 1 })") << "with space";
}

}  // namespace
}  // namespace imageco::sandbox
