#include "clients/complaintctl/call/destination.h"

#include <variant>

#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/sandbox/certificate.h"

namespace imageco::complaintctl {
namespace {

using complaint::Plaintext;
using complaint::Tls;

absl::StatusOr<Destination> MakeBy(const std::vector<std::string>& arguments) {
  return MakeDestination(ParseFlags(DestinationFlags(), arguments));
}

std::string FaultOfDestination(const std::vector<std::string>& arguments) {
  return Fault(MakeBy(arguments));
}

TEST(MakeDestination, CallsTheBridgeOfThisMachineByDefault) {
  const auto destination = MakeBy({});
  ASSERT_TRUE(destination.ok());
  EXPECT_EQ(destination->server, "127.0.0.1:50051");
  EXPECT_TRUE(std::holds_alternative<Plaintext>(destination->transport));
  EXPECT_EQ(destination->deadline, absl::Seconds(30));
}

TEST(MakeDestination, TakesTlsBeyondThisMachine) {
  const auto destination = MakeBy({"--server", "bridge.example:443"});
  ASSERT_TRUE(destination.ok());
  EXPECT_TRUE(std::holds_alternative<Tls>(destination->transport));
}

TEST(MakeDestination, TakesPlaintextBeyondThisMachineOnlyWhereAsked) {
  const auto destination = MakeBy({"--server", "bridge.example:80", "--plaintext"});
  ASSERT_TRUE(destination.ok());
  EXPECT_TRUE(std::holds_alternative<Plaintext>(destination->transport));
}

TEST(MakeDestination, TakesTlsOnThisMachineForATlsFlag) {
  const auto destination = MakeBy({"--server-name", "bridge.example"});
  ASSERT_TRUE(destination.ok());
  ASSERT_TRUE(std::holds_alternative<Tls>(destination->transport));
  const Tls& tls = std::get<Tls>(destination->transport);
  EXPECT_EQ(tls.server_name, "bridge.example");
}

TEST(MakeDestination, ReadsCertificates) {
  const sandbox::Certificate authority = sandbox::MakeSelfSignedCertificate();
  const sandbox::Certificate ours = sandbox::MakeSelfSignedCertificate();
  const TestFile ca(authority.certificate_pem), certificate(ours.certificate_pem),
      key(ours.key_pem);
  const auto destination = MakeBy(
      {"--ca-file", ca.path(), "--certificate-file", certificate.path(), "--key-file", key.path()});
  ASSERT_TRUE(destination.ok());
  ASSERT_TRUE(std::holds_alternative<Tls>(destination->transport));
  const Tls& tls = std::get<Tls>(destination->transport);
  EXPECT_EQ(tls.ca.value(), authority.certificate_pem);
  EXPECT_EQ(tls.certificate.value(), ours.certificate_pem);
  EXPECT_EQ(tls.private_key.value(), ours.key_pem);
}

TEST(MakeDestination, TakesADeadline) {
  EXPECT_EQ(MakeBy({"--deadline", "1m30s"})->deadline, absl::Seconds(90));
}

TEST(MakeDestination, ReadsAToken) {
  const TestFile token("the-token\n");
  const auto here = MakeBy({"--token-file", token.path()});
  ASSERT_TRUE(here.ok());
  EXPECT_EQ(here->token.value(), "the-token\n");
  EXPECT_TRUE(MakeBy({"--server", "bridge.example:443", "--token-file", token.path()}).ok());
  EXPECT_EQ(FaultOfDestination(
                {"--server", "bridge.example:80", "--plaintext", "--token-file", token.path()}),
            "--token-file: a token is sent over TLS, or to this machine, alone");
  EXPECT_EQ(FaultOfDestination({"--token-file", TestFile("two words").path()}),
            "--token-file: holds no token");
  EXPECT_EQ(FaultOfDestination({"--token-file", TestFile("\n").path()}),
            "--token-file: holds no token");
  EXPECT_EQ(FaultOfDestination({"--token-file", "/nowhere/at-all"}),
            "--token-file: cannot be opened: No such file or directory");
}

TEST(MakeDestination, TakesTheBridgesPortWhereNoneIsGiven) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"bridge.example", "bridge.example:50051"},
      {"10.0.0.1", "10.0.0.1:50051"},
      {"bridge.example:443", "bridge.example:443"},
      {"[::1]", "[::1]:50051"},
      {"[::1]:7", "[::1]:7"},
      {"::1", "[::1]:50051"},
      {"unix:/run/bridge", "unix:/run/bridge"},
      {"dns:///bridge", "dns:///bridge"}};
  for (const auto& [given, taken] : table) {
    const auto destination = MakeBy({"--server", given});
    ASSERT_TRUE(destination.ok()) << given;
    EXPECT_EQ(destination->server, taken);
  }
}

TEST(MakeDestination, NamesTheFlagAtFault) {
  EXPECT_EQ(FaultOfDestination({"--deadline", "30"}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOfDestination({"--deadline", "0s"}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOfDestination({"--deadline", ""}), "--deadline: wants a duration such as 30s");
  EXPECT_EQ(FaultOfDestination({"--server", ""}), "--server: the address is empty: give HOST:PORT");
  EXPECT_EQ(FaultOfDestination({"--plaintext", "--server-name", "x"}),
            "--server-name: does not go with --plaintext");
  EXPECT_EQ(FaultOfDestination({"--key-file", "x"}),
            "--certificate-file: a certificate and its key come both or not at all");
  EXPECT_EQ(FaultOfDestination({"--certificate-file", "x"}),
            "--key-file: a certificate and its key come both or not at all");
  EXPECT_EQ(FaultOfDestination({"--ca-file", "/nowhere/at-all"}),
            "--ca-file: cannot be opened: No such file or directory");
  EXPECT_EQ(FaultOfDestination({"--ca-file", TestFile("x").path()}), "--ca-file: holds no PEM");
  const TestFile cut("-----BEGIN CERTIFICATE-----\nMIIB");
  EXPECT_EQ(FaultOfDestination({"--ca-file", cut.path()}),
            "--ca-file: holds no certificate in PEM");
  EXPECT_EQ(FaultOfDestination({"--certificate-file", cut.path(), "--key-file", cut.path()}),
            "--key-file: the certificate holds no certificate in PEM");
}

}  // namespace
}  // namespace imageco::complaintctl
