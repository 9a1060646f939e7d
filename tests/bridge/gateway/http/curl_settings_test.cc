#include "bridge/gateway/http/curl_settings.h"

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/no_algorithms.h"

namespace imageco::bridge::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

config::v1::Gateway MakeGateway() {
  config::v1::Gateway gateway;
  gateway.set_url("https://gateway.example/reply");
  return gateway;
}

// What is wrong with `gateway`; empty where it is fine.
std::string Faults(const config::v1::Gateway& gateway,
                   const std::string& content_type = "application/json") {
  const auto settings = MakeCurlSettings(gateway, content_type);
  if (settings.ok()) return "";
  EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(settings.status().message());
}

TEST(CurlSettings, FillsInTheDefaults) {
  const auto settings = MakeCurlSettings(MakeGateway(), "application/json");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->connect_timeout, absl::Seconds(5));
  EXPECT_EQ(settings->exchange_timeout, absl::Seconds(20));
  EXPECT_EQ(settings->idle_connection_age_max, absl::Seconds(15));
  EXPECT_EQ(settings->connection_age_max, absl::Seconds(60));
  EXPECT_EQ(settings->connections_max, 32u);
  EXPECT_EQ(settings->answer_bytes_max, 65536u);
}

TEST(CurlSettings, TakesWhatIsSet) {
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_connect_timeout()->set_nanos(1'000'000);
  gateway.mutable_exchange_timeout()->set_seconds(86400);
  gateway.mutable_idle_connection_age_max()->set_seconds(1);
  gateway.mutable_connection_age_max()->set_seconds(2);
  gateway.set_connections_max(1);
  gateway.set_answer_bytes_max(2);
  const auto settings = MakeCurlSettings(gateway, "application/json");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->connect_timeout, absl::Milliseconds(1));
  EXPECT_EQ(settings->exchange_timeout, absl::Hours(24));
  EXPECT_EQ(settings->idle_connection_age_max, absl::Seconds(1));
  EXPECT_EQ(settings->connection_age_max, absl::Seconds(2));
  EXPECT_EQ(settings->connections_max, 1u);
  EXPECT_EQ(settings->answer_bytes_max, 2u);
}

TEST(CurlSettings, RefusesUrlsThatAreNoGateways) {
  for (const char* url : {"", "gateway.example", "ftp://gateway.example/", "https://",
                          "https://gateway.example:99999/", "file:///etc/passwd"}) {
    config::v1::Gateway gateway = MakeGateway();
    gateway.set_url(url);
    EXPECT_THAT(Faults(gateway), HasSubstr("gateway.url: ")) << url;
  }
}

TEST(CurlSettings, RefusesPlaintextUnlessAllowed) {
  config::v1::Gateway gateway = MakeGateway();
  gateway.set_url("http://gateway.example/");
  EXPECT_THAT(Faults(gateway), HasSubstr("gateway.allow_plaintext"));
  gateway.set_allow_plaintext(true);
  EXPECT_EQ(Faults(gateway), "");
}

TEST(CurlSettings, NeverQuotesTheUrl) {
  config::v1::Gateway gateway = MakeGateway();
  gateway.set_url("ftp://user:secret@gateway.example/");
  EXPECT_THAT(Faults(gateway), Not(HasSubstr("secret")));
}

TEST(CurlSettings, RefusesAContentTypeThatWouldAddAHeader) {
  EXPECT_THAT(Faults(MakeGateway(), "text/plain\r\nX-Other: 1"), HasSubstr("wire.content_type: "));
}

TEST(CurlSettings, NamesFilesThatCannotBeRead) {
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_tls()->set_ca_file("/nowhere/ca.pem");
  gateway.mutable_tls()->set_client_certificate_file("/nowhere/client.pem");
  gateway.mutable_tls()->set_client_key_file("/nowhere/client.key");
  const std::string faults = Faults(gateway);
  EXPECT_THAT(faults, HasSubstr("gateway.tls.ca_file: cannot read /nowhere/ca.pem: No such file"));
  EXPECT_THAT(faults, HasSubstr("gateway.tls.client_certificate_file: cannot read "));
  EXPECT_THAT(faults, HasSubstr("gateway.tls.client_key_file: cannot read "));
}

TEST(CurlSettings, NamesFilesThatHoldSomethingElse) {
  const std::string other = WriteTestFile("other.txt", "nothing in PEM");
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_tls()->set_ca_file(other);
  gateway.mutable_tls()->set_client_certificate_file(other);
  gateway.mutable_tls()->set_client_key_file(other);
  const std::string faults = Faults(gateway);
  EXPECT_THAT(faults, HasSubstr("gateway.tls.ca_file: "));
  EXPECT_THAT(faults, HasSubstr("gateway.tls.client_certificate_file: "));
  EXPECT_THAT(faults, HasSubstr("gateway.tls.client_key_file: "));
  EXPECT_THAT(faults, HasSubstr("holds no "));
}

TEST(CurlSettings, RefusesAKeyThatIsNotTheCertificates) {
  const TestIdentity authority = MakeAuthority();
  config::v1::Gateway gateway = MakeGateway();
  auto& tls = *gateway.mutable_tls();
  tls.set_client_certificate_file(WriteTestFile("a.pem", authority.CertificatePem()));
  tls.set_client_key_file(WriteTestFile("b.key", MakeAuthority().KeyPem()));
  EXPECT_THAT(Faults(gateway), HasSubstr("gateway.tls.client_key_file: "));
  tls.set_client_key_file(WriteTestFile("a.key", authority.KeyPem()));
  EXPECT_EQ(Faults(gateway), "");
}

// In a process of its own, which has not made any yet.
TEST(CurlSettingsDeathTest, RefusesToGoWithoutTls) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto makes = [] {
    config::v1::Gateway gateway = MakeGateway();
    gateway.mutable_tls()->set_ca_file(WriteTestFile("ca.pem", MakeAuthority().CertificatePem()));
    const NoAlgorithms none;
    const std::string faults = Faults(gateway);
    std::_Exit(faults == "gateway.tls: OpenSSL, as it is configured here, makes no TLS" ? 0 : 1);
  };
  EXPECT_EXIT(makes(), testing::ExitedWithCode(0), "");
}

// libcurl takes no text of 8 MB.
TEST(CurlSettings, RefusesMorePinsThanLibcurlTakes) {
  const std::string pin = MakeAuthority().Pin();
  std::string pins = pin;
  while (pins.size() < 9'000'000) pins += ";" + pin;
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_tls()->set_pinned_public_key(pins);
  EXPECT_EQ(Faults(gateway), "gateway.tls.pinned_public_key: is longer than 64 KiB");
}

TEST(CurlSettings, RefusesHalfAClientIdentity) {
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_tls()->set_client_certificate_file(
      WriteTestFile("client.pem", MakeAuthority().CertificatePem()));
  EXPECT_THAT(Faults(gateway), HasSubstr("belong together"));
}

TEST(CurlSettings, RefusesPinsThatAreNoDigests) {
  const std::string pin = MakeAuthority().Pin();
  for (const std::string& pins : {std::string("sha256//"), std::string("sha256//AAAA"),
                                  std::string("key.pem"), pin + ";", pin + ";sha256//!"}) {
    config::v1::Gateway gateway = MakeGateway();
    gateway.mutable_tls()->set_pinned_public_key(pins);
    EXPECT_THAT(Faults(gateway), HasSubstr("gateway.tls.pinned_public_key: ")) << pins;
  }
  config::v1::Gateway gateway = MakeGateway();
  gateway.mutable_tls()->set_pinned_public_key(pin + ";" + pin);
  EXPECT_EQ(Faults(gateway), "");
}

}  // namespace
}  // namespace imageco::bridge::gateway
