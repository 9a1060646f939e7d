#include "server/config/listen_address.h"

#include <gtest/gtest.h>

namespace imageco::server {
namespace {

TEST(ListenAddressTest, IsLoopbackOnlyWhereNobodyElseReachesIt) {
  const struct {
    const char* address;
    bool is_loopback;
  } table[] = {
      {"127.0.0.1:50051", true},
      {"127.0.0.1:0", true},
      {"127.0.0.1", true},
      {"127.255.255.254:50051", true},
      {"localhost:50051", true},
      {"[::1]:50051", true},
      {"unix:/run/complaint.sock", true},
      {"unix:///run/complaint.sock", true},
      {"0.0.0.0:50051", false},
      {"[::]:50051", false},
      {"128.0.0.1:50051", false},
      {"10.0.0.1:50051", false},
      {"192.168.127.1:50051", false},
      {"[fe80::1]:50051", false},
      {"[::ffff:0.0.0.0]:50051", false},
      {"example.com:50051", false},
      {"localhost.example.com:50051", false},
      {"127.0.0.1.example.com:50051", false},
      {"127.1:50051", false},
      {"127.0.0.1:1,0.0.0.0:50051", false},
      {"dns:example.com:50051", false},
      {"vsock:2:50051", false},
      {"*:50051", false},
      {":50051", false},
      {"", false},
  };
  for (const auto& row : table) EXPECT_EQ(IsLoopback(row.address), row.is_loopback) << row.address;
}

TEST(ListenAddressTest, IsOnLoopbackWhereNoneIsConfigured) {
  EXPECT_EQ(AddressOf({}), "127.0.0.1:50051");
  EXPECT_EQ(OperationsAddressOf({}), "127.0.0.1:9464");
}

TEST(ListenAddressTest, IsTheOneConfigured) {
  bridge::config::v1::BridgeConfig config;
  config.mutable_listener()->set_address("0.0.0.0:1");
  config.set_operations_address("0.0.0.0:2");
  EXPECT_EQ(AddressOf(config.listener()), "0.0.0.0:1");
  EXPECT_EQ(OperationsAddressOf(config), "0.0.0.0:2");
}

TEST(ListenAddressTest, TakesThePortThatWasBound) {
  EXPECT_EQ(WithPort("127.0.0.1:0", 4711), "127.0.0.1:4711");
  EXPECT_EQ(WithPort("[::1]:0", 4711), "[::1]:4711");
  EXPECT_EQ(WithPort("localhost:50051", 50051), "localhost:50051");
}

TEST(ListenAddressTest, HasNoPortWhereItIsASocketOfUnix) {
  EXPECT_EQ(WithPort("unix:/run/complaint.sock", 1), "unix:/run/complaint.sock");
}

}  // namespace
}  // namespace imageco::server
