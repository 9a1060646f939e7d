#include "bridge/base/host.h"

#include <gtest/gtest.h>

namespace imageco::bridge::base {
namespace {

TEST(HostTest, IsANameOrAnAddress) {
  for (const char* host : {"localhost", "gateway.example", "gateway.example.", "a-b_c.1d", "1a",
                           "127.0.0.1", "[::1]", "[2001:db8::1]", "xn--abc"}) {
    EXPECT_TRUE(IsHost(host)) << host;
  }
}

TEST(HostTest, IsNothingElse) {
  for (const char* host :
       {"",      ".",  ".example",  "a..b", "a b",   " a",           "a/b",      "a:b",
        "::1",   "[]", "[::1",      "::1]", "[::g]", "[127.0.0.1]",  "[::1%lo]", "999.0.0.1",
        "127.1", "1",  "1.2.3.4.5", "*",    "a%41",  "gate\xC3\xA9", "a\nb"}) {
    EXPECT_FALSE(IsHost(host)) << host;
  }
}

TEST(HostTest, PortIsADecimalNumberInItsBounds) {
  for (const char* port : {"1", "443", "65535", "00080"}) EXPECT_TRUE(IsPort(port, 1)) << port;
  EXPECT_TRUE(IsPort("0", 0));
  for (const char* port :
       {"", "0", "-1", "+1", " 1", "1 ", "65536", "99999999999999999999", "http", "0x50", "1.0"}) {
    EXPECT_FALSE(IsPort(port, 1)) << port;
  }
}

}  // namespace
}  // namespace imageco::bridge::base
