#include "clients/complaintctl/paste/embedded_message.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(EmbeddedMessages, AreJsonWithASign) {
  EXPECT_THAT(EmbeddedMessages(R"(a {"sign":"1"} b {"x":{},"Sign":"}"} c {"y":1})"),
              ElementsAre(R"({"sign":"1"})", R"({"x":{},"Sign":"}"})"));
  EXPECT_THAT(EmbeddedMessages(R"({"body":{"sign":"1"},"t":1})"), ElementsAre(R"({"sign":"1"})"));
  EXPECT_THAT(EmbeddedMessages(R"({{"sign":"1"})"), ElementsAre(R"({"sign":"1"})"));
}

TEST(EmbeddedMessages, AreJsonThatSaysWhatItIs) {
  EXPECT_THAT(EmbeddedMessages(R"({"a":{"request_type":"r"}} {"b":1} {"response_type":"r"})"),
              ElementsAre(R"({"request_type":"r"})", R"({"response_type":"r"})"));
}

TEST(EmbeddedMessages, AreOutermostJsonWhereNoneHasASign) {
  EXPECT_THAT(EmbeddedMessages(R"(a {"b":{"c":1}} {"sign":null})"),
              ElementsAre(R"({"b":{"c":1}})", R"({"sign":null})"));
}

TEST(EmbeddedMessages, AreXml) {
  EXPECT_THAT(EmbeddedMessages("a <?xml version=\"1.0\"?>\n<r x=\"1\"><b/></r> c"),
              ElementsAre("<?xml version=\"1.0\"?>\n<r x=\"1\"><b/></r>"));
  EXPECT_THAT(EmbeddedMessages("a <business_trans><b/></business_trans><c/>"),
              ElementsAre("<business_trans><b/></business_trans>"));
  EXPECT_THAT(EmbeddedMessages("<?xml?><a> <?xml?"), IsEmpty());
}

TEST(EmbeddedMessages, AreForms) {
  EXPECT_THAT(EmbeddedMessages("POST 'x=1&data=%7b%7D' took"), ElementsAre("x=1&data=%7b%7D"));
  EXPECT_THAT(EmbeddedMessages("/path?xml=%3Ca%3E&mac=00\nb"), ElementsAre("xml=%3Ca%3E&mac=00"));
  EXPECT_THAT(EmbeddedMessages("data=%7"), IsEmpty());
}

TEST(EmbeddedMessages, AreNoneInOtherTexts) {
  for (const char* text : {"", "{", "}", "{a}", "<html></html>", "a=b", "{\"a\":\"{\"sign\":\"1"}) {
    EXPECT_THAT(EmbeddedMessages(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
