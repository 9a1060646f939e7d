#include "clients/complaintctl/sign/likely_key.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> KeysOf(const std::string& file) {
  std::vector<std::string> keys;
  for (const LikelyKey& likely : LikelyKeys(file)) keys.push_back(likely.key);
  return keys;
}

TEST(LikelyKeys, BeginWithTheKeyAsItStands) {
  EXPECT_THAT(KeysOf("K"), ElementsAre("K"));
  EXPECT_EQ(LikelyKeys("'K'").front().taken_off, "");
  EXPECT_EQ(LikelyKeys("'K'").back().taken_off, "its quotes");
}

TEST(LikelyKeys, AreWithoutWhatStandsAround) {
  EXPECT_THAT(KeysOf("\"K\""), ElementsAre("\"K\"", "K"));
  EXPECT_THAT(KeysOf("key=K="), ElementsAre("key=K=", "K="));
  EXPECT_THAT(KeysOf("密钥：K"), ElementsAre("密钥：K", "K"));
  EXPECT_THAT(KeysOf("key='K'"), ElementsAre("key='K'", "'K'", "K"));
  EXPECT_THAT(KeysOf("\"key\": \"K\","), testing::Contains("K"));
  EXPECT_THAT(KeysOf("a b"), ElementsAre("a b", "ab"));
  EXPECT_THAT(KeysOf("K\u200B"), ElementsAre("K\u200B", "K"));
}

TEST(LikelyKeys, AreNoneOfAKeyThatHasItsSigns) {
  for (const char* key : {"a3F=", "abcdef==", "\"", "\"\"", "=K", "0a1b=c", "key="}) {
    EXPECT_THAT(KeysOf(key), ElementsAre(key)) << key;
  }
}

TEST(LikelyKeys, AreBoundedAndNeverEmpty) {
  const std::vector<LikelyKey> keys = LikelyKeys("a='b: \"c = <d e> \"'");
  EXPECT_EQ(keys.size(), 8u);
  for (const LikelyKey& likely : keys) EXPECT_NE(likely.key, "");
}

}  // namespace
}  // namespace imageco::complaintctl
