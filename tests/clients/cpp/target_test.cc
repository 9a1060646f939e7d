#include "imageco/complaint/target.h"

#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

TEST(IsLoopback, KnowsTheAddressesOfThisMachine) {
  for (const char* target :
       {"127.0.0.1:50051", "127.9.8.7:1", "127.0.0.1", "localhost:1", "localhost", "[::1]:1",
        "[::1]", "::1", "ipv4:127.0.0.1:1", "ipv6:[::1]:1", "dns:///localhost:1", "dns:localhost:1",
        "unix:/run/bridge", "unix:///run/bridge", "unix-abstract:bridge"}) {
    EXPECT_TRUE(IsLoopback(target)) << target;
  }
}

TEST(IsLoopback, IsNotTakenInByNamesThatLookAlike) {
  for (const char* target :
       {"127.0.0.1.example.com:1", "127.example.com:1", "localhost.example.com:1", "10.0.0.1:127",
        "128.0.0.1:1", "[::2]:1", "[1::1]:1", "0.0.0.0:1", "dns:///127.a:1", "", ":1", "[", "[::1",
        "ipv6:[::1]:1,[2001:db8::1]:1", "ipv4:127.0.0.1:1,10.0.0.1:1", "127.0.0.1:1,10.0.0.1",
        "[::1]a:1", "127.0.0.1@a:1"}) {
    EXPECT_FALSE(IsLoopback(target)) << target;
  }
}

}  // namespace
}  // namespace imageco::complaint
