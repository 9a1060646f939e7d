#include "tests/sandbox/xml_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHead = R"(<?xml version="1.0" encoding="GBK"?>)";

Checked<XmlMessage> ScanChildren(const std::string& children) {
  return ScanXmlMessage(std::string(kHead) + "<r>" + children + "</r>");
}

// The text of the one node in <r>, whose content this is; its fault if there is none.
std::string ScanText(const std::string& content) {
  const Checked<XmlMessage> message = ScanChildren("<a>" + content + "</a>");
  return message.value ? message.value->nodes.at(0).text : "refused: " + message.faults.at(0);
}

bool IsRefusedXml(const std::string& xml) { return !ScanXmlMessage(xml).value; }

TEST(XmlText, ReadsRootAndNodesInOrder) {
  const Checked<XmlMessage> message = ScanChildren("\n<b>1</b>\n<a>2</a>\n<b>3</b>\n");
  ASSERT_TRUE(message.value);
  EXPECT_EQ(message.value->root, "r");
  ASSERT_EQ(message.value->nodes.size(), 3);
  EXPECT_EQ(message.value->nodes[1].name, "a");
  EXPECT_EQ(message.value->nodes[2].text, "3");
}

TEST(XmlText, ResolvesReferences) {
  EXPECT_EQ(ScanText("&lt;&gt;&amp;&quot;&apos;"), "<>&\"'");
  EXPECT_EQ(ScanText("&#20013;&#x6587;&#128512;"), "中文😀");
  EXPECT_EQ(ScanText("&#13;"), "\r");
}

TEST(XmlText, RefusesBadReferences) {
  for (const char* const bad : {"a & b", "&nbsp;", "&#0;", "&#x1;", "&#xD800;", "&#1114112;", "&#;",
                                "&#x;", "&#-5;", "&#12", "&lt"}) {
    EXPECT_THAT(ScanText(bad), HasSubstr("refused")) << bad;
  }
}

TEST(XmlText, UnwrapsCdata) {
  EXPECT_EQ(ScanText("<![CDATA[a<b>&amp;]]>"), "a<b>&amp;");
  EXPECT_EQ(ScanText("x<![CDATA[y]]>z"), "xyz");
  EXPECT_EQ(ScanText("<![CDATA[]]]]><![CDATA[>]]>"), "]]>");
}

TEST(XmlText, TellsWhetherAllStandsInCdata) {
  const auto is_cdata_only = [](const std::string& content) {
    return ScanChildren("<a>" + content + "</a>").value->nodes.at(0).cdata_only;
  };
  EXPECT_TRUE(is_cdata_only("<![CDATA[x]]>"));
  EXPECT_TRUE(is_cdata_only("<![CDATA[x]]><![CDATA[y]]>"));
  EXPECT_FALSE(is_cdata_only("x"));
  EXPECT_FALSE(is_cdata_only("<![CDATA[x]]> "));
  EXPECT_FALSE(is_cdata_only(""));
}

TEST(XmlText, NormalisesLineEndsButNotReferences) {
  EXPECT_EQ(ScanText("a\r\nb\rc\nd&#13;"), "a\nb\nc\nd\r");
}

TEST(XmlText, RefusesCharactersThatXmlHasNot) {
  EXPECT_THAT(ScanText("a\x01"
                       "b"),
              HasSubstr("does not allow"));
  EXPECT_THAT(ScanText(std::string("a\0b", 3)), HasSubstr("does not allow"));
  EXPECT_THAT(ScanText("\xEF\xBF\xBE"), HasSubstr("does not allow")) << "U+FFFE";
  EXPECT_EQ(ScanText("\t\n"), "\t\n");
}

TEST(XmlText, WantsTheVendorsDeclaration) {
  EXPECT_TRUE(IsRefusedXml("<r></r>"));
  EXPECT_TRUE(IsRefusedXml(R"(<?xml version="1.0" encoding="UTF-8"?><r></r>)"));
  EXPECT_TRUE(IsRefusedXml(R"(<?xml version="1.0"?><r></r>)"));
  EXPECT_TRUE(IsRefusedXml(" " + std::string(kHead) + "<r></r>"));
}

TEST(XmlText, WantsOneRoot) {
  EXPECT_FALSE(IsRefusedXml(std::string(kHead) + "<r></r>"));
  EXPECT_TRUE(IsRefusedXml(std::string(kHead) + "<r></r><s></s>"));
  EXPECT_TRUE(IsRefusedXml(std::string(kHead) + "<r></r>x"));
  EXPECT_TRUE(IsRefusedXml(kHead));
}

TEST(XmlText, RefusesWhatTheVendorDoesNotWrite) {
  EXPECT_FALSE(ScanChildren("<a k=\"v\">1</a>").value) << "an attribute";
  EXPECT_FALSE(ScanChildren("<!-- c --><a>1</a>").value) << "a comment";
  EXPECT_FALSE(ScanChildren("<a><b>1</b></a>").value) << "a deeper node";
  EXPECT_FALSE(ScanChildren("text<a>1</a>").value) << "text beside nodes";
  EXPECT_TRUE(IsRefusedXml(std::string(kHead) + "<!DOCTYPE r [<!ENTITY e 'x'>]><r></r>"));
}

TEST(XmlText, RefusesBrokenNodes) {
  EXPECT_FALSE(ScanChildren("<a>1</b>").value) << "another one ended";
  EXPECT_FALSE(ScanChildren("<a>1]]></a>").value) << "]]> in text";
  EXPECT_FALSE(ScanChildren("<>1</>").value) << "no name";
}

TEST(XmlText, ReadsAnEmptyNode) {
  EXPECT_EQ(ScanText(""), "");
  EXPECT_EQ(ScanChildren("<a/>").value->nodes.at(0).text, "");
}

TEST(XmlText, RefusesAnyTextThatIsCut) {
  const std::string text =
      std::string(kHead) + "\n<r>\n<a>&#20013;x</a><b><![CDATA[<]]></b><c/></r>";
  ASSERT_FALSE(IsRefusedXml(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_TRUE(IsRefusedXml(text.substr(0, size))) << text.substr(0, size);
  }
}

}  // namespace
}  // namespace imageco::sandbox
