#include "server/config/address_check.h"

#include <gtest/gtest.h>

namespace imageco::server {
namespace {

TEST(AddressCheckTest, TakesAHostWithItsPortAndAPath) {
  for (const char* address : {"127.0.0.1:0", "localhost:65535", "[::1]:50051", "bridge.example:1",
                              "unix:/run/complaint.sock", "unix:complaint.sock"}) {
    EXPECT_EQ(WhyNoListenAddress(address), "") << address;
  }
}

TEST(AddressCheckTest, SaysWhatIsWrong) {
  const struct {
    std::string address;
    const char* why;
  } table[] = {{"", "has no port"},
               {"127.0.0.1", "has no port"},
               {"127.0.0.1:", "has no port"},
               {"[::1]", "has no port"},
               {":50051", "has no host"},
               {"127.0.0.1:http", "its port is no number from 0 to 65535"},
               {"127.0.0.1:65536", "its port is no number from 0 to 65535"},
               {"::1:50051", "its host is no name and no address"},
               {"unix:", "has no path"},
               {"unix:" + std::string(108, 'x'), "its path is longer than 107 bytes"}};
  for (const auto& row : table) EXPECT_EQ(WhyNoListenAddress(row.address), row.why) << row.address;
  EXPECT_EQ(WhyNoListenAddress("unix:" + std::string(107, 'x')), "");
}

TEST(AddressCheckTest, KnowsWhatCannotBeListenedOnTwice) {
  const struct {
    const char* one;
    const char* other;
    bool same;
  } table[] = {{"127.0.0.1:1", "127.0.0.1:1", true},  {"127.0.0.1:1", "127.0.0.1:2", false},
               {"127.0.0.1:0", "127.0.0.1:0", false}, {"127.0.0.1:1", "127.0.0.2:1", false},
               {"127.0.0.1:1", "0.0.0.0:1", true},    {"[::]:1", "127.0.0.1:1", true},
               {"localhost:1", "127.0.0.1:1", true},  {"localhost:1", "[::1]:1", true},
               {"127.0.0.1:1", "[::1]:1", false},     {"127.0.0.1:1", "127.0.0.1:001", true},
               {"unix:/a", "unix:/a", true},          {"unix:/a", "unix:/b", false},
               {"unix:/a", "127.0.0.1:1", false}};
  for (const auto& row : table) {
    EXPECT_EQ(IsSameListenAddress(row.one, row.other), row.same) << row.one << " " << row.other;
    EXPECT_EQ(IsSameListenAddress(row.other, row.one), row.same) << row.one << " " << row.other;
  }
}

}  // namespace
}  // namespace imageco::server
