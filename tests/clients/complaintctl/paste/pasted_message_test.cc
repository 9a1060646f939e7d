#include "clients/complaintctl/paste/pasted_message.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> BytesOfPaste(const std::string& text) {
  std::vector<std::string> bytes;
  for (const PastedMessage& message : PastedMessages(text, *TestGbk())) {
    bytes.push_back(message.bytes);
  }
  return bytes;
}

TEST(PastedMessages, BeginWithTheTextAsItStands) {
  for (const std::string& text : {std::string(), std::string("{\"a\":1}"),
                                  std::string("1. {\n2. }"), std::string("\xFF\x00", 2)}) {
    const std::vector<PastedMessage> messages = PastedMessages(text, *TestGbk());
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages.front().bytes, text);
    EXPECT_THAT(messages.front().liberties, IsEmpty());
  }
}

TEST(PastedMessages, TakeFewLibertiesBeforeMany) {
  // Without a curl command, whose inside comes after it.
  size_t before = 0;
  for (const PastedMessage& message :
       PastedMessages("1. > x {“sign”:\n2. > “a%22” }", *TestGbk())) {
    EXPECT_GE(message.liberties.size(), before);
    before = message.liberties.size();
  }
  EXPECT_GT(before, 2u);
}

TEST(PastedMessages, HoldEachOnce) {
  EXPECT_THAT(BytesOfPaste(R"({"sign":"1"})"), ElementsAre(R"({"sign":"1"})", R"({"sign": "1"})"));
}

TEST(PastedMessages, StayInGbk) {
  EXPECT_THAT(BytesOfPaste(ToGbk("回：{“sign”:“好”}")),
              testing::Contains(ToGbk("{\"sign\":\"好\"}")));
}

TEST(PastedMessages, TakeOffLayersInAnyOrder) {
  for (const char* text :
       {"> 1. x {\\\"sign\\\":\n> 2. \\\"1\\\"}", "1. > x {“sign”:\n2. > “1”}"}) {
    EXPECT_THAT(BytesOfPaste(text), testing::Contains(R"({"sign":"1"})")) << text;
  }
}

TEST(PastedMessages, AreBoundedInNumber) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "> 1. {\"sign\":\"" + std::to_string(i) + "\"} %22 '\n";
  EXPECT_LE(PastedMessages(text, *TestGbk()).size(), 256u);
}

}  // namespace
}  // namespace imageco::complaintctl
