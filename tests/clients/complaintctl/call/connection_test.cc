#include "clients/complaintctl/call/connection.h"

#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

absl::StatusOr<Connection> Make(const std::vector<std::string>& arguments) {
  return MakeConnection(ParseFlags(ConnectionFlags(), arguments));
}

std::string FaultOf(const std::vector<std::string>& arguments) { return Fault(Make(arguments)); }

TEST(IsLoopback, KnowsTheAddressesOfThisMachine) {
  for (const char* target :
       {"127.0.0.1:50051", "127.9.8.7:1", "127.0.0.1", "localhost:1", "localhost", "[::1]:1", "::1",
        "ipv4:127.0.0.1:1", "ipv6:[::1]:1", "dns:///localhost:1", "dns:localhost:1",
        "unix:/run/bridge", "unix:///run/bridge"}) {
    EXPECT_TRUE(IsLoopback(target)) << target;
  }
}

TEST(IsLoopback, IsNotTakenInByNamesThatLookAlike) {
  for (const char* target :
       {"127.0.0.1.example.com:1", "127.example.com:1", "localhost.example.com:1", "10.0.0.1:127",
        "128.0.0.1:1", "[::2]:1", "[1::1]:1", "0.0.0.0:1", "dns:///127.a:1", "", ":1", "["}) {
    EXPECT_FALSE(IsLoopback(target)) << target;
  }
}

TEST(MakeConnection, CallsTheBridgeOfThisMachineByDefault) {
  const auto connection = Make({});
  ASSERT_TRUE(connection.ok());
  EXPECT_EQ(connection->server, "127.0.0.1:50051");
  EXPECT_TRUE(connection->loopback);
  EXPECT_FALSE(connection->tls);
  EXPECT_EQ(connection->deadline, absl::Seconds(30));
}

TEST(MakeConnection, TakesTlsBeyondThisMachine) {
  const auto connection = Make({"--server", "bridge.example:443"});
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE(connection->tls);
}

TEST(MakeConnection, TakesPlaintextBeyondThisMachineOnlyWhereAsked) {
  const auto connection = Make({"--server", "bridge.example:80", "--plaintext"});
  ASSERT_TRUE(connection.ok());
  EXPECT_FALSE(connection->tls);
}

TEST(MakeConnection, TakesTlsOnThisMachineForATlsFlag) {
  const auto connection = Make({"--server-name", "bridge.example"});
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE(connection->tls);
  EXPECT_EQ(connection->tls->server_name, "bridge.example");
}

TEST(MakeConnection, ReadsCertificates) {
  const TestFile ca("-----BEGIN ca"), certificate("-----BEGIN certificate"), key("-----BEGIN key");
  const auto connection = Make(
      {"--ca-file", ca.path(), "--certificate-file", certificate.path(), "--key-file", key.path()});
  ASSERT_TRUE(connection.ok());
  ASSERT_TRUE(connection->tls);
  EXPECT_EQ(connection->tls->ca, "-----BEGIN ca");
  EXPECT_EQ(connection->tls->certificate, "-----BEGIN certificate");
  EXPECT_EQ(connection->tls->private_key, "-----BEGIN key");
}

TEST(MakeConnection, TakesADeadline) {
  EXPECT_EQ(Make({"--deadline", "1m30s"})->deadline, absl::Seconds(90));
}

TEST(MakeConnection, NamesTheFlagAtFault) {
  EXPECT_EQ(FaultOf({"--deadline", "30"}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOf({"--deadline", "0s"}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOf({"--deadline", ""}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOf({"--server", ""}), "--server: is empty");
  EXPECT_EQ(FaultOf({"--plaintext", "--server-name", "x"}),
            "--server-name: does not go with --plaintext");
  EXPECT_EQ(FaultOf({"--key-file", "x"}),
            "--certificate-file: a certificate and its key come both or not at all");
  EXPECT_EQ(FaultOf({"--certificate-file", "x"}),
            "--key-file: a certificate and its key come both or not at all");
  EXPECT_EQ(FaultOf({"--ca-file", "/nowhere/at-all"}),
            "--ca-file: cannot be opened: No such file or directory");
  EXPECT_EQ(FaultOf({"--ca-file", TestFile("x").path()}), "--ca-file: holds no PEM");
}

}  // namespace
}  // namespace imageco::complaintctl
