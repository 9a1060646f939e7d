#include "bridge/gateway/message/https_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace imageco::bridge::gateway {
namespace {

std::string FaultOf(const std::string& url) { return std::string(CheckHttpsUrl(url).message()); }

TEST(CheckHttpsUrl, TakesAbsoluteUrlsWithAHost) {
  for (const std::string url :
       {"https://www.xxx.com/aaaa", "https://h", "HTTPS://h", "HttpS://h/", "https://h:8443/a",
        "https://h?a=1&b=2#c", "https://h/%E5%9B%9E?x=|", "https://1.2.3.4/", "https://[::1]:1/a",
        "https://user@h/", "https://h./", "https://xn--fiq228c.com/复?复", "https://[::1]/"}) {
    EXPECT_EQ(FaultOf(url), "") << url;
  }
}

TEST(CheckHttpsUrl, RefusesOtherSchemes) {
  for (const std::string url :
       {"", "h", "/a", "//h/a", "http://h", "https", "https:", "https:/h", "https:h", "https//h",
        "httpss://h", "ftp://h", "javascript://h", " https://h", "weixin://https://h"}) {
    EXPECT_EQ(FaultOf(url), "does not begin with https://") << url;
  }
}

TEST(CheckHttpsUrl, RefusesUrlsWithoutAHost) {
  for (const std::string url :
       {"https://", "https:///a", "https:////h", "https://?a", "https://#a", "https://:443/",
        "https://user@/", "https:///", "https://./", "https://.:1/"}) {
    EXPECT_THAT(FaultOf(url), testing::ContainsRegex("no host|No host")) << url;
  }
}

TEST(CheckHttpsUrl, RefusesHostsWithAnEmptyLabel) {
  for (const std::string url : {"https://../", "https://.h/", "https://a..h/", "https://h../"}) {
    EXPECT_EQ(FaultOf(url), "has a host with an empty label") << url;
  }
}

TEST(CheckHttpsUrl, RefusesPort0) {
  for (const std::string url : {"https://h:0/", "https://h:00000/", "https://[::1]:0/"}) {
    EXPECT_EQ(FaultOf(url), "has port 0") << url;
  }
}

// A browser makes Punycode of it, and libcurl what its builder chose.
TEST(CheckHttpsUrl, RefusesHostsThatAreNotAscii) {
  for (const std::string url : {"https://中文.com/", "https://h。com/", "https://ｈ.com/",
                                "https://%E4%B8%AD.com/", "https://h\u200B/", "https://h\u00A0/"}) {
    EXPECT_EQ(FaultOf(url), "has a host that is not ASCII: write it in Punycode") << url;
  }
}

TEST(CheckHttpsUrl, RefusesWhiteSpaceAndControlCharacters) {
  for (char c = 0; c <= 0x20; ++c) {
    EXPECT_FALSE(CheckHttpsUrl("https://h/a" + std::string(1, c)).ok()) << int{c};
    EXPECT_FALSE(CheckHttpsUrl("https://h/a" + std::string(1, c) + "b").ok()) << int{c};
    EXPECT_FALSE(CheckHttpsUrl("https://h" + std::string(1, c) + "/").ok()) << int{c};
    EXPECT_FALSE(CheckHttpsUrl(std::string(1, c) + "https://h/").ok()) << int{c};
  }
  EXPECT_FALSE(CheckHttpsUrl("https://h/\x7F").ok());
}

TEST(CheckHttpsUrl, RefusesWhatIsNoHostOrPort) {
  for (const std::string url :
       {"https://h:65536/", "https://h:-1/", "https://h:x/", "https://[::1", "https://[x]/",
        "https://h\\a", "https://<h>/", "https://h\"/", "https://h{}/", "https://%00/"}) {
    EXPECT_FALSE(CheckHttpsUrl(url).ok()) << url;
  }
}

TEST(CheckHttpsUrl, NeverQuotesTheUrl) {
  for (const std::string url :
       {"SECRET", "https:///SECRET", "https://h/SECRET x", "https://SECRET:x/"}) {
    EXPECT_FALSE(CheckHttpsUrl(url).ok());
    EXPECT_THAT(FaultOf(url), testing::Not(testing::HasSubstr("SECRET")));
  }
}

TEST(CheckHttpsUrl, EndsOnLongUrls) {
  EXPECT_TRUE(CheckHttpsUrl("https://h/" + std::string(100'000, 'a')).ok());
}

}  // namespace
}  // namespace imageco::bridge::gateway
