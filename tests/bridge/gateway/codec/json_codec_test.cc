#include "bridge/gateway/codec/json_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/node.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using Kind = Node::Kind;
using testing::HasSubstr;
using testing::StartsWith;

Node Literal(std::string name, std::string text) {
  Node node = Node::Text(std::move(name), std::move(text));
  node.kind = Kind::kLiteral;
  return node;
}

Node Null(std::string name) {
  Node node = Node::Text(std::move(name), "");
  node.kind = Kind::kNull;
  return node;
}

Node WithChildren(Node node, Kind kind, std::vector<Node> children) {
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

Node ObjectOf(std::vector<Node> members) {
  return WithChildren(Node::Object(""), Kind::kObject, std::move(members));
}

std::string WriteText(std::string text, const Gbk* gbk = nullptr) {
  Node root = ObjectOf({Node::Text("t", std::move(text))});
  return WriteJson(root, gbk);
}

std::string FaultOfJson(std::string_view text) {
  return std::string(ReadJson(text).status().message());
}

// The text of the member "t".
std::string TextOfJson(std::string_view text) {
  const absl::StatusOr<Node> root = ReadJson(text);
  return root.ok() ? root->children.at(0).text : std::string(root.status().message());
}

std::string NestedJson(std::string_view open, std::string_view close, int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text.append(open);
  for (int i = 0; i < depth; ++i) text.append(close);
  return text;
}

// Checks that every node stands where its extents say.
void ExpectExtents(std::string_view text, const Node& parent) {
  for (const Node& node : parent.children) {
    const std::string_view value = text.substr(node.value.begin, node.value.end - node.value.begin);
    const std::string_view member =
        text.substr(node.member.begin, node.member.end - node.member.begin);
    EXPECT_TRUE(member.ends_with(value)) << member;
    if (parent.kind == Kind::kObject) {
      EXPECT_THAT(member, StartsWith("\"" + node.name + "\""));
    } else {
      EXPECT_EQ(member, value);
    }
    EXPECT_TRUE(node.kind != Kind::kLiteral || value == node.text);
    EXPECT_TRUE(node.kind != Kind::kNull || value == "null");
    ExpectExtents(text, node);
  }
}

TEST(WriteJson, WritesMembersInOrderWithoutWhiteSpace) {
  Node root = ObjectOf({
      Node::Text("b", "文"),
      Node::Text("a", ""),
      Literal("n", "1.50"),
      Null("z"),
      WithChildren(Node::Object("o"), Kind::kObject, {Node::Text("x", "1"), Node::Text("y", "2")}),
      WithChildren(Node::Object("l"), Kind::kArray, {Literal("", "1"), Node::Text("", "a")}),
      WithChildren(Node::Object("e"), Kind::kArray, {}),
      Node::Object("f"),
  });
  EXPECT_EQ(
      WriteJson(root),
      R"({"b":"文","a":"","n":1.50,"z":null,"o":{"x":"1","y":"2"},"l":[1,"a"],"e":[],"f":{}})");
}

TEST(WriteJson, NotesWhereEveryNodeStands) {
  Node root = ObjectOf({
      Node::Text("a", "文\n"),
      WithChildren(Node::Object("o"), Kind::kObject, {Literal("x", "true"), Null("y")}),
      WithChildren(Node::Object("l"), Kind::kArray, {Node::Text("", "1"), Literal("", "2")}),
  });
  const std::string text = WriteJson(root);
  ExpectExtents(text, root);
  EXPECT_EQ(root.value.begin, 0u);
  EXPECT_EQ(root.value.end, text.size());
}

TEST(WriteJson, EscapesWhatTheRfcDemands) {
  EXPECT_EQ(WriteText("\"\\\b\f\n\r\t"), R"({"t":"\"\\\b\f\n\r\t"})");
  EXPECT_EQ(WriteText(std::string("\0\x01\x1F", 3)), R"({"t":"\u0000\u0001\u001f"})");
}

TEST(WriteJson, EscapesNothingElse) {
  const std::string text = "/<>&'\x7F\u0080\u00A0\u2028€😀\U000E0061";
  EXPECT_EQ(WriteText(text), "{\"t\":\"" + text + "\"}");
}

TEST(WriteJson, EscapesNamesToo) {
  Node root = ObjectOf({Node::Text("a\"b\n", "")});
  EXPECT_EQ(WriteJson(root), R"({"a\"b\n":""})");
}

TEST(WriteJson, EscapesWhatGbkLacksWhereTheMessageIsGbk) {
  const Gbk& gbk = *SharedGbk();
  EXPECT_EQ(WriteText("复乗", &gbk), "{\"t\":\"复乗\"}");
  EXPECT_EQ(WriteText("€\u00A0⊕", &gbk), R"({"t":"\u20ac\u00a0\u2295"})");
  EXPECT_EQ(WriteText("😀\U000E0061", &gbk), R"({"t":"\ud83d\ude00\udb40\udc61"})");
}

TEST(WriteJson, IsReadBack) {
  const std::string text = WriteText("\"\\/\b\f\n\r\t\x01 复 € 😀 \u2028");
  absl::StatusOr<Node> root = ReadJson(text);
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(WriteJson(*root), text);
}

TEST(WriteJson, InGbkIsReadBackToTheSameText) {
  const std::string text = "乗\\\" € \u00A0 😀 \U000E0061";
  EXPECT_EQ(TextOfJson(WriteText(text, SharedGbk().get())), text);
}

TEST(WriteJson, EndsOnTextThatIsNotUtf8) {
  EXPECT_TRUE(ReadJson(WriteText("复\xFF\xE5\xA4")).ok());
}

TEST(ReadJson, ReadsThePage) {
  const std::string text = ReadVector("samples/response.json");
  const absl::StatusOr<Node> root = ReadJson(text);
  ASSERT_TRUE(root.ok()) << root.status();
  ASSERT_EQ(root->children.size(), 7u);
  EXPECT_EQ(root->children[0].name, "response_type");
  EXPECT_EQ(root->children[0].text, "risk_complaints_resp_response");
  EXPECT_EQ(root->children[5].kind, Kind::kObject);
  EXPECT_EQ(root->children[5].children.at(1).text, "回复成功");
  ExpectExtents(text, *root);
}

TEST(ReadJson, TellsTheKindsApart) {
  const absl::StatusOr<Node> root =
      ReadJson(R"({"s":"1","n":1,"t":true,"f":false,"z":null,"o":{},"a":[]})");
  ASSERT_TRUE(root.ok());
  std::vector<Kind> kinds;
  for (const Node& node : root->children) kinds.push_back(node.kind);
  EXPECT_THAT(kinds,
              testing::ElementsAre(Kind::kText, Kind::kLiteral, Kind::kLiteral, Kind::kLiteral,
                                   Kind::kNull, Kind::kObject, Kind::kArray));
}

TEST(ReadJson, KeepsLiteralsAsWritten) {
  for (const std::string literal : {"0", "-0", "1.50", "12345678901234567890", "-1E+400", "1e-7",
                                    "0.000", "9e99999", "true", "false"}) {
    EXPECT_EQ(TextOfJson("{\"t\":" + literal + "}"), literal);
  }
  const std::string long_number(10000, '7');
  EXPECT_EQ(TextOfJson("{\"t\":" + long_number + "}"), long_number);
}

TEST(ReadJson, NotesWhereEveryNodeStandsAmongWhiteSpace) {
  const std::string text =
      " \t\r\n{ \"a\" : \"文\" ,\n\t\"o\"\r\n:\t{ \"x\" : [ 1 , null , { \"y\" : true } ] } }\n ";
  const absl::StatusOr<Node> root = ReadJson(text);
  ASSERT_TRUE(root.ok()) << root.status();
  ExpectExtents(text, *root);
  EXPECT_EQ(text.substr(root->children[1].value.begin,
                        root->children[1].value.end - root->children[1].value.begin),
            "{ \"x\" : [ 1 , null , { \"y\" : true } ] }");
}

TEST(ReadJson, ResolvesEscapes) {
  EXPECT_EQ(TextOfJson(R"({"t":"\"\\\/\b\f\n\r\t"})"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(TextOfJson(R"({"t":"\u0041\u56de\u590D\uD83D\uDE00\uffff"})"), "A回复😀\uFFFF");
  EXPECT_EQ(TextOfJson(R"({"t":"\u0000"})"), std::string(1, '\0'));
}

TEST(ReadJson, ResolvesEscapesInNames) {
  EXPECT_EQ(ReadJson(R"({"\u0073ign":"x"})")->children.at(0).name, "sign");
}

TEST(ReadJson, KeepsMembersThatRepeat) {
  EXPECT_EQ(ReadJson(R"({"a":1,"a":2,"a":null})")->children.size(), 3u);
}

TEST(ReadJson, TakesRawCharactersThatTheRfcAllows) {
  EXPECT_EQ(TextOfJson("{\"t\":\"\x7F\u0080\u2028😀\"}"), "\x7F\u0080\u2028😀");
}

TEST(ReadJson, WantsAnObject) {
  for (const std::string_view text : {"", " ", "[]", "[{}]", "\"a\"", "1", "null", "<a/>", "x",
                                      "\xEF\xBB\xBF{}", "\u00A0{}", "\f{}"}) {
    EXPECT_EQ(FaultOfJson(text), "not a JSON object") << text;
  }
}

TEST(ReadJson, WantsNothingBehindTheObject) {
  for (const std::string_view text : {"{}{}", "{} x", "{},", "{}}", "{}\f", "{}//"}) {
    EXPECT_EQ(FaultOfJson(text), "JSON is followed by something") << text;
  }
  EXPECT_EQ(FaultOfJson(std::string_view("{}\0", 3)), "JSON is followed by something");
}

TEST(ReadJson, RefusesWhatTheGrammarDoesNotHave) {
  for (const std::string_view text : {
           "{",
           "{]",
           "{,}",
           "{\"a\"}",
           "{\"a\":}",
           "{\"a\":1,}",
           "{\"a\" 1}",
           "{a:1}",
           "{'a':1}",
           "{\"a\":1 \"b\":2}",
           "{\"a\":1;}",
           "{\"a\":[1,]}",
           "{\"a\":[,]}",
           "{\"a\":[1 2]}",
           "{\"a\":[1}",
           "{\"a\":{]}",
           "{\"a\":[}]}",
           "{1:2}",
           "{null:1}",
           "{\"a\"::1}",
           "{/**/}",
           "{\"a\":1/**/}",
           "{\"a\":\"b\"\"c\"}",
           "{\"a\":tru}",
           "{\"a\":TRUE}",
           "{\"a\":nul}",
           "{\"a\":truee}",
           "{\"a\":undefined}",
           "{\"a\":NaN}",
           "{\"a\":Infinity}",
       }) {
    EXPECT_THAT(FaultOfJson(text), StartsWith("JSON: ")) << text;
  }
}

TEST(ReadJson, RefusesNumbersThatTheGrammarDoesNotHave) {
  for (const std::string number : {"-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "1_0", "--1",
                                   "1,5", "1e1.5", "- 1", "１"}) {
    EXPECT_FALSE(ReadJson("{\"a\":" + number + "}").ok()) << number;
  }
}

TEST(ReadJson, RefusesBadEscapes) {
  for (const std::string escape :
       {R"(\x)", R"(\')", R"(\0)", R"(\U0041)", R"(\u)", R"(\u12)", R"(\u12g4)", R"(\u-123)",
        R"(\u 123)", "\\\n", "\\\xE5\xA4\x8D"}) {
    EXPECT_FALSE(ReadJson("{\"a\":\"" + escape + "\"}").ok()) << escape;
  }
}

TEST(ReadJson, TakesNumbersWithLeadingZeros) {
  for (const std::string number : {"0000", "01", "-01", "007.50"}) {
    const absl::StatusOr<Node> root = ReadJson("{\"a\":" + number + "}");
    ASSERT_TRUE(root.ok()) << number;
    EXPECT_EQ(root->children.at(0).text, number);
  }
}

TEST(ReadJson, TakesHalfOfASurrogatePairForTheReplacementCharacter) {
  const std::pair<std::string, std::string> rows[] = {
      {R"(\ud83d)", "\uFFFD"},
      {R"(\ude00)", "\uFFFD"},
      {R"(\ud83dx)", "\uFFFDx"},
      {R"(\ud83d\n)", "\uFFFD\n"},
      {R"(\ud83d\u0041)", "\uFFFDA"},
      {R"(\ud83d\ud83d\ude00)", "\uFFFD😀"},
      {R"(\ude00\ud83d)", "\uFFFD\uFFFD"},
      {R"(\udbff\ue000)", "\uFFFD\uE000"},
  };
  for (const auto& [escape, text] : rows) {
    EXPECT_EQ(TextOfJson("{\"t\":\"" + escape + "\"}"), text) << escape;
  }
  EXPECT_THAT(FaultOfJson(R"({"a":"\ud83d\u12"})"), HasSubstr("bad \\u escape"));
}

TEST(ReadJson, RefusesEveryRawControlCharacterInStrings) {
  for (char c = 0; c < 0x20; ++c) {
    const std::string control(1, c);
    EXPECT_THAT(FaultOfJson("{\"a\":\"" + control + "\"}"), HasSubstr("control character"));
    EXPECT_THAT(FaultOfJson("{\"" + control + "\":1}"), HasSubstr("control character"));
  }
}

TEST(ReadJson, RefusesControlCharactersBetweenTokens) {
  for (char c = 0; c < 0x20; ++c) {
    const bool space = c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ(ReadJson("{" + std::string(1, c) + "\"a\":1}").ok(), space) << int{c};
    EXPECT_EQ(ReadJson("{\"a\":1" + std::string(1, c) + "}").ok(), space) << int{c};
  }
}

TEST(ReadJson, RefusesBadUtf8) {
  for (const std::string bad : {"\xFF", "\x80", "\xC0\x80", "\xE5\xA4", "\xED\xA0\x80",
                                "\xF4\x90\x80\x80", "\xF0\x9F\x98"}) {
    EXPECT_THAT(FaultOfJson("{\"a\":\"" + bad + "\"}"), HasSubstr("not UTF-8 at byte 6"));
    EXPECT_THAT(FaultOfJson("{\"" + bad + "\":1}"), HasSubstr("not UTF-8 at byte 2"));
  }
}

TEST(ReadJson, NamesTheByte) {
  EXPECT_EQ(FaultOfJson(R"({"a":"b" "c":1})"), "JSON: no comma and no end of the list at byte 9");
  EXPECT_EQ(FaultOfJson(R"({"a":"b)"), "JSON: unfinished string at byte 7");
  EXPECT_EQ(FaultOfJson(R"({"a":?})"), "JSON: no value at byte 5");
}

TEST(ReadJson, NeverQuotesTheText) {
  for (const std::string_view text :
       {R"({"a":"SECRET\q"})", R"({"SECRET" 1})", R"({"a":SECRET})"}) {
    EXPECT_THAT(FaultOfJson(text), testing::Not(HasSubstr("SECRET")));
  }
}

TEST(ReadJson, TakesNestingUpToTheLimitAndNotBeyond) {
  const int max = kMessageDepthMax;
  EXPECT_TRUE(ReadJson("{\"a\":" + NestedJson("[", "]", max - 1) + "}").ok());
  EXPECT_THAT(FaultOfJson("{\"a\":" + NestedJson("[", "]", max) + "}"),
              HasSubstr("nested too deep"));
  const std::string inner = "{\"a\":1}";
  std::string deepest = inner;
  for (int i = 1; i < max; ++i) deepest = "{\"a\":" + deepest + "}";
  EXPECT_TRUE(ReadJson(deepest).ok());
  EXPECT_THAT(FaultOfJson("{\"a\":" + deepest + "}"), HasSubstr("nested too deep"));
}

TEST(ReadJson, EndsOnDepthBombs) {
  EXPECT_THAT(FaultOfJson("{\"a\":" + std::string(1'000'000, '[')), HasSubstr("nested too deep"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_THAT(FaultOfJson(objects), HasSubstr("nested too deep"));
}

TEST(ReadJson, RefusesAMessageCutAtEveryByte) {
  const std::string text = ReadVector("samples/request.json");
  for (size_t cut = 0; cut < text.size(); ++cut) {
    EXPECT_FALSE(ReadJson(std::string_view(text).substr(0, cut)).ok()) << cut;
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
