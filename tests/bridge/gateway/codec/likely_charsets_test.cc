#include "bridge/gateway/codec/likely_charsets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/bridge/gateway/exchange.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes
using testing::ElementsAre;

TEST(LikelyCharsets, LeavesAsciiOpen) {
  EXPECT_THAT(LikelyCharsets("", CHARSET_GBK), ElementsAre(CHARSET_UNSPECIFIED));
  EXPECT_THAT(LikelyCharsets("{\"a\":1}", CHARSET_GBK), ElementsAre(CHARSET_UNSPECIFIED));
}

TEST(LikelyCharsets, PutsUtf8FirstWhateverIsTold) {
  for (const Charset told : {CHARSET_UNSPECIFIED, CHARSET_UTF8, CHARSET_GBK}) {
    EXPECT_THAT(LikelyCharsets("回复", told), ElementsAre(CHARSET_UTF8, CHARSET_GBK));
    EXPECT_THAT(LikelyCharsets("回复\xBB", told), ElementsAre(CHARSET_GBK));
  }
}

TEST(LikelyCharsets, ListensToWhatIsToldWhereTheBytesSayLittle) {
  // "模" in GBK, "ģ" in UTF-8.
  EXPECT_THAT(LikelyCharsets("\xC4\xA3", CHARSET_GBK), ElementsAre(CHARSET_GBK, CHARSET_UTF8));
  EXPECT_THAT(LikelyCharsets("\xC4\xA3", CHARSET_UTF8), ElementsAre(CHARSET_UTF8, CHARSET_GBK));
  EXPECT_THAT(LikelyCharsets("\xC4\xA3", CHARSET_UNSPECIFIED),
              ElementsAre(CHARSET_UTF8, CHARSET_GBK));
}

TEST(LikelyCharsets, BelievesAByteOrderMarkUnlessItLies) {
  EXPECT_THAT(LikelyCharsets("\xEF\xBB\xBF\xC4\xA3", CHARSET_GBK), ElementsAre(CHARSET_UTF8));
  EXPECT_THAT(LikelyCharsets("\xEF\xBB\xBF\xBB\xD8", CHARSET_UTF8), ElementsAre(CHARSET_GBK));
}

Charset DeclaredBy(const std::string& encoding) {
  return DeclaredCharset("<?xml version='1.0' encoding=\"" + encoding + "\"?>").value();
}

TEST(DeclaredCharset, KnowsEveryNameOfBoth) {
  for (const std::string name : {"UTF-8", "utf8", "Utf_8"}) {
    EXPECT_EQ(DeclaredBy(name), CHARSET_UTF8) << name;
  }
  for (const std::string name : {"GBK", "gb2312", "GB18030", "CP936", "MS936", "windows-936",
                                 "x-mswin-936", "EUC-CN", "euc_cn", "x-EUC-CN", "GB_2312-80"}) {
    EXPECT_EQ(DeclaredBy(name), CHARSET_GBK) << name;
  }
}

TEST(DeclaredCharset, PassesOverDefaultsThatSayNothing) {
  for (const std::string name : {"ISO-8859-1", "iso8859_1", "latin1", "US-ASCII", ""}) {
    EXPECT_EQ(DeclaredBy(name), CHARSET_UNSPECIFIED) << name;
  }
  for (const char* xml : {"", "<a/>", "<?xml version='1.0'?>", "<?xml encoding",
                          "<?xml encoding=", "<?xml encoding='GBK", "<a encoding='GBK'/>"}) {
    EXPECT_EQ(DeclaredCharset(xml).value(), CHARSET_UNSPECIFIED) << xml;
  }
}

TEST(DeclaredCharset, ReadsADeclarationBehindWhatShouldNotBeThere) {
  EXPECT_EQ(DeclaredCharset("\xEF\xBB\xBF\r\n <?xml version=\"1.0\" encoding = 'GBK' ?>").value(),
            CHARSET_GBK);
}

TEST(DeclaredCharset, RefusesOthers) {
  for (const std::string name : {"BIG5", "UTF-16", "x", "GBK2", "Shift_JIS"}) {
    EXPECT_FALSE(DeclaredCharset("<?xml version='1.0' encoding='" + name + "'?>").ok()) << name;
  }
}

TEST(ToUtf8, TakesTheByteOrderMarkOff) {
  EXPECT_EQ(*ToUtf8("\xEF\xBB\xBF回", CHARSET_UTF8, *SharedGbk()), "回");
  EXPECT_EQ(*ToUtf8("\xEF\xBB\xBF\xBB\xD8", CHARSET_GBK, *SharedGbk()), "回");
  EXPECT_EQ(*ToUtf8("a", CHARSET_UNSPECIFIED, *SharedGbk()), "a");
}

TEST(ToUtf8, RefusesBytesOfNoCharset) {
  EXPECT_FALSE(ToUtf8("\xBB\xD8", CHARSET_UTF8, *SharedGbk()).ok());
  EXPECT_FALSE(ToUtf8("\xED\xA0\x80", CHARSET_UTF8, *SharedGbk()).ok());
  EXPECT_FALSE(ToUtf8("\xFF", CHARSET_GBK, *SharedGbk()).ok());
}

}  // namespace
}  // namespace imageco::bridge::gateway
