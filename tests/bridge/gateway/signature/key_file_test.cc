#include "bridge/gateway/signature/key_file.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string FaultOfKey(std::string_view file) {
  return std::string(KeyOf(file).status().message());
}

TEST(KeyFile, DropsWhatAnEditorAdds) {
  EXPECT_EQ(*KeyOf("SECRET"), "SECRET");
  EXPECT_EQ(*KeyOf("SECRET \t\r\n\r\n"), "SECRET");
  EXPECT_EQ(*KeyOf("\xEF\xBB\xBFSECRET\n"), "SECRET");
  EXPECT_EQ(*KeyOf("\xEF\xBB\xBF \n"), "");
  EXPECT_EQ(*KeyOf(""), "");
}

TEST(KeyFile, KeepsEveryByteOfTheKey) { EXPECT_EQ(*KeyOf(" SEC RET\xFF\xBB"), " SEC RET\xFF\xBB"); }

TEST(KeyFile, RefusesWhatNoKeyCanBe) {
  EXPECT_EQ(FaultOfKey(std::string("SEC\0RET", 7)), "holds a NUL, as a file in UTF-16 does");
  EXPECT_EQ(FaultOfKey(std::string("\xFF\xFES\0E\0", 6)), "holds a NUL, as a file in UTF-16 does");
  EXPECT_EQ(FaultOfKey(std::string("SECRET\0", 7)), "holds a NUL, as a file in UTF-16 does");
  EXPECT_EQ(FaultOfKey("SECRET\nANOTHER\n"), "holds a second line");
  EXPECT_EQ(FaultOfKey("SECRET\rANOTHER"), "holds a second line");
  EXPECT_EQ(FaultOfKey("\nSECRET"), "holds a second line");
}

TEST(KeyFile, DoubtsWhatStandsAroundAKey) {
  for (const char* key : {"key=SECRET", "KEY=SECRET", "Key: SECRET", "key = SECRET", "密钥：SECRET",
                          "sign_key=SECRET"}) {
    EXPECT_EQ(DoubtAboutKey(key), "begins with \"key=\" or the like") << key;
  }
  for (const char* key : {"\"SECRET\"", "'SECRET'", "`SECRET`", "<SECRET>", "“SECRET”",
                          "《SECRET》", "''", "\"SECRET\","}) {
    EXPECT_EQ(DoubtAboutKey(key), "stands in quotes") << key;
  }
  for (const char* key : {" SECRET", "SEC RET", "SEC\tRET", "SECRET\u00A0", "\u200BSECRET",
                          "SECRET\u3000", "SEC\x01RET"}) {
    EXPECT_EQ(DoubtAboutKey(key), "holds a blank or a control character") << key;
  }
}

TEST(KeyFile, DoubtsNoKey) {
  for (const char* key : {"", "TESTKEY0123456789abcdef", "keyring", "\"", "'x", "a1=b&key=c",
                          "密钥", "\xFF\xFE", "SECRET==", "0a1b=c", "=K"}) {
    EXPECT_EQ(DoubtAboutKey(key), "") << key;
  }
}

TEST(KeyFile, SaysWhatTheKeyIsWithoutWhatIsDoubtful) {
  const std::pair<std::string, std::string> rows[] = {
      {"key = SECRET", "SECRET"},
      {"密钥：SECRET=", "SECRET="},
      {"\"key\": \"SECRET\",", "\"SECRET\""},
      {"\"SECRET\",", "SECRET"},
      {"<SECRET>", "SECRET"},
      {"''", ""},
      {"SEC RET\u00A0", "SECRET"},
      {"\u200BSE\x01", "SE"},
  };
  for (const auto& [key, without] : rows) {
    std::optional<std::string> first;
    for (const KeyDoubt& doubt : KeyDoubts()) {
      if (!first) first = doubt.without(key);
    }
    EXPECT_EQ(first, without) << key;
  }
}

TEST(KeyFile, NeverQuotesTheKey) {
  for (const char* file : {"SECRET\nSECRET", "key=SECRET", "\"SECRET\"", "SEC RET SECRET"}) {
    EXPECT_THAT(FaultOfKey(file), Not(HasSubstr("SECRET")));
    EXPECT_THAT(DoubtAboutKey(file), Not(HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
