#include "tests/sandbox/origin.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

bool ForeignOnLoopback(const std::string& host) { return IsForeign({{"Host", host}}, true); }

TEST(Origin, LetsProgramsAsk) {
  EXPECT_FALSE(IsForeign({{"Host", "127.0.0.1:8081"}}, true));
  EXPECT_FALSE(IsForeign({}, true)) << "HTTP/1.0";
}

TEST(Origin, LetsItsOwnPageAsk) {
  EXPECT_FALSE(IsForeign({{"Host", "localhost:1"}, {"Origin", "http://localhost:1"}}, true));
  EXPECT_FALSE(IsForeign({{"Host", "sandbox:1"}, {"Origin", "http://sandbox:1"}}, false));
}

TEST(Origin, RefusesPagesOfOtherSites) {
  for (const bool on_loopback : {true, false}) {
    for (const char* const origin : {"http://a.example", "null", "https://localhost:1",
                                     "http://localhost:2", "http://localhost:1.a.example"}) {
      EXPECT_TRUE(IsForeign({{"Host", "localhost:1"}, {"Origin", origin}}, on_loopback)) << origin;
    }
  }
  EXPECT_TRUE(IsForeign({{"Origin", "http://localhost:1"}}, true));
}

TEST(Origin, RefusesNamesOfOthersOnLoopback) {
  for (const char* const own : {"localhost", "localhost:1", "127.0.0.1", "[::1]:1", "[::1]"}) {
    EXPECT_FALSE(ForeignOnLoopback(own)) << own;
  }
  for (const char* const other : {"a.example", "a.example:1", "127.0.0.1.a.example", "[a]", ""}) {
    EXPECT_TRUE(ForeignOnLoopback(other)) << other;
  }
  EXPECT_FALSE(IsForeign({{"Host", "sandbox.shop.svc:8081"}}, false));
}

}  // namespace
}  // namespace imageco::sandbox
