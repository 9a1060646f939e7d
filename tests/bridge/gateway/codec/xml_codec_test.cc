#include "bridge/gateway/codec/xml_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/node.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using Kind = Node::Kind;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kGbkDeclaration = "<?xml version=\"1.0\" encoding=\"GBK\"?>\n";
constexpr std::string_view kUtf8Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

Node ObjectOf(std::string name, std::vector<Node> members) {
  Node node = Node::Object(std::move(name));
  node.children = std::move(members);
  return node;
}

// What stands inside of business_trans, in UTF-8 for the eye.
std::string WriteInside(std::vector<Node> members) {
  const absl::StatusOr<std::string> bytes =
      WriteXml(ObjectOf("", std::move(members)), *SharedGbk());
  if (!bytes.ok()) return std::string(bytes.status().message());
  const std::string before = std::string(kGbkDeclaration) + "<business_trans>\n";
  const std::string after = "</business_trans>\n";
  EXPECT_THAT(*bytes, StartsWith(before));
  EXPECT_THAT(*bytes, testing::EndsWith(after));
  return *SharedGbk()->Decode(
      bytes->substr(before.size(), bytes->size() - before.size() - after.size()));
}

absl::StatusOr<Node> Read(std::string_view utf8) { return ReadXml(utf8); }

// A document in GBK.
absl::StatusOr<Node> ReadGbk(std::string_view bytes) {
  return ReadXml(*SharedGbk()->Decode(bytes));
}

std::string FaultOfXml(std::string_view bytes) {
  return std::string(Read(bytes).status().message());
}

// `inside`, which is UTF-8, as a document.
std::string Document(std::string_view inside) {
  return std::string(kUtf8Declaration) + "<business_trans>" + std::string(inside) +
         "</business_trans>";
}

// The text of the only element of a document whose element has the content `content`.
std::string TextOfXml(std::string_view content) {
  const absl::StatusOr<Node> root = Read(Document("<t>" + std::string(content) + "</t>"));
  if (!root.ok()) return std::string(root.status().message());
  EXPECT_EQ(root->children.size(), 1u);
  EXPECT_EQ(root->children.front().kind, Kind::kText);
  return root->children.front().text;
}

std::string NestedXml(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  for (int i = 0; i < depth; ++i) text += "</a>";
  return text;
}

TEST(WriteXml, WritesALineForEveryNodeInOrder) {
  EXPECT_EQ(WriteInside({Node::Text("b", "文"), Node::Text("a", ""),
                         ObjectOf("o", {Node::Text("x", "1"), Node::Text("y", "2")})}),
            "<b>文</b>\n<a></a>\n<o>\n<x>1</x>\n<y>2</y>\n</o>\n");
}

TEST(WriteXml, WritesAnElementForEveryItemOfAnArray) {
  Node array = ObjectOf("i", {Node::Text("", "1"), ObjectOf("", {Node::Text("x", "2")})});
  array.kind = Kind::kArray;
  EXPECT_EQ(WriteInside({array}), "<i>1</i>\n<i>\n<x>2</x>\n</i>\n");
}

TEST(WriteXml, WritesGbkBytes) {
  EXPECT_THAT(*WriteXml(ObjectOf("", {Node::Text("t", "复乚")}), *SharedGbk()),
              HasSubstr("<t>\xB8\xB4\x81\x5D</t>"));
}

TEST(WriteXml, EscapesMarkup) {
  EXPECT_EQ(WriteInside({Node::Text("t", "<a>&\"']]>&#0;")}),
            "<t>&lt;a&gt;&amp;\"']]&gt;&amp;#0;</t>\n");
}

TEST(WriteXml, KeepsCarriageReturnsFromParsers) {
  EXPECT_EQ(WriteInside({Node::Text("t", "1\r\n2\t3")}), "<t>1&#13;\n2\t3</t>\n");
}

TEST(WriteXml, WrapsCdataWithoutEscapes) {
  EXPECT_EQ(WriteInside({Node::Text("t", "https://a/?b=<&>", /*cdata=*/true)}),
            "<t><![CDATA[https://a/?b=<&>]]></t>\n");
  EXPECT_EQ(WriteInside({Node::Text("t", "", /*cdata=*/true)}), "<t><![CDATA[]]></t>\n");
}

TEST(WriteXml, SplitsTheEndOfASection) {
  EXPECT_EQ(WriteInside({Node::Text("t", "a]]>b]]>", /*cdata=*/true)}),
            "<t><![CDATA[a]]]]><![CDATA[>b]]]]><![CDATA[>]]></t>\n");
}

TEST(WriteXml, WritesWhatGbkLacksAsReferences) {
  EXPECT_EQ(WriteInside({Node::Text("t", "€⊕\u00A0😀\U000E0061")}),
            "<t>&#8364;&#8853;&#160;&#128512;&#917601;</t>\n");
}

TEST(WriteXml, RefusesWhatIsNotUtf8) {
  EXPECT_FALSE(WriteXml(ObjectOf("", {Node::Text("t", "\xFF")}), *SharedGbk()).ok());
}

TEST(WriteXml, IsReadBack) {
  const std::string text = "]]> <&> \"' 1\r\n2\t3 乚乗億 € ⊕ x\u00A0y 😀 \U000E0061 &#0; &amp;";
  const absl::StatusOr<std::string> bytes = WriteXml(
      ObjectOf("", {Node::Text("t", text), Node::Text("c", "a]]>b&#0;<乚]]>", /*cdata=*/true)}),
      *SharedGbk());
  ASSERT_TRUE(bytes.ok());
  const absl::StatusOr<Node> root = ReadGbk(*bytes);
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->children.at(0).text, text);
  EXPECT_EQ(root->children.at(1).text, "a]]>b&#0;<乚]]>");
}

TEST(ReadXml, ReadsThePage) {
  const absl::StatusOr<Node> root = ReadGbk(ReadVector("samples/response.xml"));
  ASSERT_TRUE(root.ok()) << root.status();
  ASSERT_EQ(root->children.size(), 6u);
  EXPECT_EQ(root->name, "business_trans");
  EXPECT_EQ(root->children[0].name, "response_type");
  EXPECT_EQ(root->children[0].text, "risk_complaints_resp_response");
  EXPECT_EQ(root->children[5].kind, Kind::kObject);
  EXPECT_EQ(root->children[5].text, "");
  EXPECT_EQ(root->children[5].children.at(1).text, "回复成功");
}

TEST(ReadXml, PassesOverTheDeclarationWhateverItSays) {
  for (const std::string declaration : {"", "<?xml version=\"1.0\"?>", "\r\n <?xml version='1.0'?>",
                                        "<?xml version=\"1.0\" encoding=\"GBK\"?>",
                                        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"}) {
    const absl::StatusOr<Node> root =
        Read(declaration + "<business_trans><t>复乚</t></business_trans>");
    ASSERT_TRUE(root.ok()) << declaration << root.status();
    EXPECT_EQ(root->children.at(0).text, "复乚");
  }
}

TEST(ReadXml, TakesThePrefixesOfANamespaceOff) {
  const absl::StatusOr<Node> root = Read(
      "<v:business_trans xmlns:v=\"http://v\"><v:t>1</v:t><w:x:t>2</w:x:t><t>3</t>"
      "</v:business_trans>");
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->name, "business_trans");
  for (const Node& node : root->children) EXPECT_EQ(node.name, "t");
  EXPECT_EQ(root->children.size(), 3u);
  EXPECT_EQ(Read(Document("<v:/>"))->children.at(0).name, "v:");
  EXPECT_EQ(Read(Document("<v:-x/>"))->children.at(0).name, "v:-x");
}

TEST(ReadXml, RefusesBytesThatAreNotUtf8) {
  EXPECT_THAT(FaultOfXml(Document("<t>\xFF</t>")), HasSubstr("not UTF-8"));
  EXPECT_THAT(FaultOfXml(Document("<t>\xED\xA0\x80</t>")), HasSubstr("not UTF-8"));
  EXPECT_THAT(FaultOfXml(Document("<t>\xC0\x80</t>")), HasSubstr("not UTF-8"));
}

TEST(ReadXml, ResolvesReferences) {
  EXPECT_EQ(TextOfXml("&lt;&gt;&amp;&quot;&apos;"), "<>&\"'");
  EXPECT_EQ(TextOfXml("&#65;&#x56de;&#x590D;&#128512;&#xE0061;"), "A回复😀\U000E0061");
  EXPECT_EQ(TextOfXml("&amp;lt;&amp;#65;"), "&lt;&#65;") << "once only";
  EXPECT_EQ(TextOfXml("a&#13;b&#10;c&#9;d"), "a\rb\nc\td");
}

TEST(ReadXml, KeepsAmpersandsThatBeginNoReference) {
  EXPECT_EQ(TextOfXml("a & b &c; &amp &lt d&"), "a & b &c; &amp &lt d&");
}

TEST(ReadXml, RefusesReferencesToNoCharacter) {
  for (const std::string reference :
       {"&#0;",     "&#x0;",    "&#1;",     "&#8;",       "&#x1F;",     "&#xD800;",
        "&#xDFFF;", "&#xFFFE;", "&#65535;", "&#x110000;", "&#1114112;", "&#99999999999999999999;",
        "&#;",      "&#x;",     "&#65",     "&#x41",      "&#-1;",      "&#6 5;",
        "&#x4G;",   "&#4A;",    "&#X41;"}) {
    EXPECT_THAT(TextOfXml(reference), HasSubstr("reference")) << reference;
    EXPECT_THAT(TextOfXml("a" + reference + "b"), HasSubstr("reference")) << reference;
  }
}

TEST(ReadXml, KeepsWhatLooksLikeAReferenceInCdata) {
  EXPECT_EQ(TextOfXml("<![CDATA[&#0;&lt;<b>&amp;]]>"), "&#0;&lt;<b>&amp;");
  EXPECT_EQ(TextOfXml("a<![CDATA[]]]]><![CDATA[>]]>b"), "a]]>b");
}

TEST(ReadXml, PassesOverCommentsAndInstructions) {
  EXPECT_EQ(TextOfXml("a<!-- &#0; <b> ]]> -->b<?php &#0; ?>c"), "abc");
  EXPECT_TRUE(Read("<!-- a --><business_trans/><!-- b --><?c d?>\n").ok());
}

TEST(ReadXml, PassesOverAttributes) {
  const absl::StatusOr<Node> root = Read(std::string(kUtf8Declaration) +
                                         "<business_trans a='1' b=\"&lt;>\"><t x='y'>1</t>"
                                         "</business_trans>");
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->children.at(0).text, "1");
}

// A checker that takes the sections for ended where pugixml does not, or the other way round, lets
// a NUL through that cuts the text short.
TEST(ReadXml, RefusesReferencesToNothingBehindWhatLooksLikeASection) {
  for (const std::string trick : {"<!--> <![CDATA[ -->", "<!---> <?x -->", "<b a=\"<?\"/>",
                                  "<b a='<!--'/>", "<b a=\"<![CDATA[\"/>", "<?x <!-- ?>"}) {
    EXPECT_THAT(FaultOfXml(Document("<o>" + trick + "<t>a&#0;b</t></o>")), HasSubstr("reference"))
        << trick;
  }
}

TEST(ReadXml, TakesReferencesBehindWhatLooksLikeTheEndOfASection) {
  EXPECT_EQ(TextOfXml("<!--> &#0; -->a"), "a");
}

TEST(ReadXml, KeepsWhiteSpaceAroundText) {
  EXPECT_EQ(TextOfXml("\n\t a b \n"), "\n\t a b \n");
  EXPECT_EQ(TextOfXml("\u3000a\u00A0"), "\u3000a\u00A0");
  EXPECT_EQ(TextOfXml(" \n "), " \n ");
}

TEST(ReadXml, KeepsWhiteSpaceInsideOfText) {
  EXPECT_EQ(TextOfXml("a<!-- x --> <![CDATA[b]]>"), "a b");
  EXPECT_EQ(TextOfXml("a<![CDATA[ ]]>b"), "a b");
}

TEST(ReadXml, TurnsLineEndsIntoLineFeeds) { EXPECT_EQ(TextOfXml("a\r\nb\rc"), "a\nb\nc"); }

TEST(ReadXml, TellsTextsAndObjectsApartByTheirElements) {
  const absl::StatusOr<Node> root =
      Read(Document("<a/><b></b><c>x</c><d><e/></d><f>mixed<g>1</g>text</f>"));
  ASSERT_TRUE(root.ok()) << root.status();
  std::vector<std::pair<Kind, std::string>> found;
  for (const Node& node : root->children) found.emplace_back(node.kind, node.text);
  EXPECT_THAT(found, testing::ElementsAre(std::pair(Kind::kText, ""), std::pair(Kind::kText, ""),
                                          std::pair(Kind::kText, "x"), std::pair(Kind::kObject, ""),
                                          std::pair(Kind::kObject, "")));
}

TEST(ReadXml, KeepsElementsThatRepeat) {
  EXPECT_EQ(Read(Document("<a>1</a><a>2</a><a/>"))->children.size(), 3u);
}

TEST(ReadXml, WantsExactlyOneRootOfTheVendors) {
  EXPECT_THAT(FaultOfXml("<business_trans/><business_trans/>"), HasSubstr("two roots"));
  EXPECT_THAT(FaultOfXml("<business_trans/><x/>"), HasSubstr("two roots"));
  EXPECT_THAT(FaultOfXml("<x/>"), HasSubstr("not business_trans"));
  EXPECT_THAT(FaultOfXml("<Business_trans/>"), HasSubstr("not business_trans"));
  EXPECT_THAT(FaultOfXml("<business_trans:x/>"), HasSubstr("not business_trans"));
  EXPECT_THAT(FaultOfXml("text"), testing::Not(""));
  EXPECT_THAT(FaultOfXml(""), testing::Not(""));
  EXPECT_THAT(FaultOfXml("<!-- only -->"), testing::Not(""));
}

TEST(ReadXml, RefusesTextBesideTheRoot) {
  EXPECT_THAT(FaultOfXml("x<business_trans/>"), HasSubstr("text outside"));
  EXPECT_THAT(FaultOfXml("<business_trans/>x"), HasSubstr("text outside"));
  EXPECT_THAT(FaultOfXml("<business_trans/>&#65;"), HasSubstr("text outside"));
  EXPECT_THAT(FaultOfXml("<business_trans/><![CDATA[]]>"), HasSubstr("text outside"));
}

TEST(ReadXml, RefusesDoctypes) {
  EXPECT_THAT(FaultOfXml("<!DOCTYPE business_trans><business_trans/>"), HasSubstr("DOCTYPE"));
  EXPECT_THAT(FaultOfXml("<business_trans/><!DOCTYPE business_trans>"), HasSubstr("DOCTYPE"));
  EXPECT_FALSE(Read("<business_trans><!DOCTYPE x></business_trans>").ok());
  EXPECT_THAT(FaultOfXml("<!DOCTYPE b [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                         "<business_trans><t>&x;</t></business_trans>"),
              HasSubstr("DOCTYPE"));
}

TEST(ReadXml, RefusesAnEntityBombAtOnce) {
  std::string bomb = "<!DOCTYPE b [<!ENTITY e0 \"aaaaaaaaaa\">";
  for (int i = 1; i < 20; ++i) {
    const std::string inner = "&e" + std::to_string(i - 1) + ";";
    bomb += "<!ENTITY e" + std::to_string(i) + " \"" + inner + inner + inner + inner + "\">";
  }
  EXPECT_THAT(FaultOfXml(bomb + "]><business_trans><t>&e19;</t></business_trans>"),
              HasSubstr("DOCTYPE"));
}

TEST(ReadXml, RefusesEveryRawControlCharacter) {
  for (char c = 0; c < 0x20; ++c) {
    const std::string control(1, c);
    const bool space = c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ(Read(Document("<t>a" + control + "b</t>")).ok(), space) << int{c};
    EXPECT_EQ(Read(Document("<t><![CDATA[" + control + "]]></t>")).ok(), space) << int{c};
    EXPECT_EQ(Read(Document("<!--" + control + "--><t/>")).ok(), space) << int{c};
    EXPECT_EQ(Read(Document("<t x='" + control + "'/>")).ok(), space) << int{c};
  }
}

TEST(ReadXml, RefusesCharactersThatXmlDoesNotHave) {
  EXPECT_THAT(FaultOfXml(Document("<t>\uFFFE</t>")), HasSubstr("control character"));
  EXPECT_THAT(FaultOfXml(Document("<t>\uFFFF</t>")), HasSubstr("control character"));
  EXPECT_THAT(FaultOfXml("<business_trans><t>\uFFFF</t></business_trans>"),
              HasSubstr("control character"));
}

TEST(ReadXml, RefusesUnbalancedTags) {
  for (const std::string_view inside :
       {"<a>", "</a>", "<a></b>", "<a><b></a></b>", "<a/", "<a", "<", "<>", "< a/>", "<a b></a>",
        "<a b=c/>", "<a b='c/>", "<![CDATA[", "<!--", "<?x", "<!x>", "</>"}) {
    EXPECT_THAT(FaultOfXml(Document(inside)), StartsWith("XML: ")) << inside;
  }
}

TEST(ReadXml, TakesNestingUpToTheLimitAndNotBeyond) {
  EXPECT_TRUE(Read(Document(NestedXml(kMessageDepthMax))).ok());
  EXPECT_THAT(FaultOfXml(Document(NestedXml(kMessageDepthMax + 1))), HasSubstr("nested too deep"));
}

TEST(ReadXml, EndsOnDepthBombs) {
  EXPECT_THAT(FaultOfXml(Document(NestedXml(200'000))), HasSubstr("nested too deep"));
  std::string open;
  for (int i = 0; i < 200'000; ++i) open += "<a>";
  EXPECT_FALSE(Read(open).ok());
}

TEST(ReadXml, RefusesAMessageCutAtEveryByte) {
  for (const char* name : {"samples/response.xml", "samples/request.xml"}) {
    const std::string utf8 = *SharedGbk()->Decode(ReadVector(name));
    const size_t end = utf8.rfind('>') + 1;  // behind it there is white space alone
    for (size_t cut = 0; cut < end; ++cut) {
      EXPECT_FALSE(Read(std::string_view(utf8).substr(0, cut)).ok()) << name << cut;
    }
    EXPECT_TRUE(Read(std::string_view(utf8).substr(0, end)).ok());
  }
}

TEST(ReadXml, NeverQuotesTheText) {
  for (const std::string_view inside : {"<SECRET>", "<t>SECRET&#0;</t>", "<t>SECRET\x01</t>"}) {
    EXPECT_THAT(FaultOfXml(Document(inside)), testing::Not(HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
