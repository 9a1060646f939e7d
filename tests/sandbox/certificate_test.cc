#include "tests/sandbox/certificate.h"

#include <gtest/gtest.h>

#include "tests/sandbox/sandbox.h"
#include "tests/sandbox/test_client.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

// A sandbox with this certificate that lets in whom `client_ca_pem` signed.
std::unique_ptr<Sandbox> StartTls(const Certificate& certificate,
                                  const std::string& client_ca_pem = "") {
  Config config = TestConfig();
  config.tls = TlsConfig{certificate.certificate_pem, certificate.key_pem, client_ca_pem};
  return std::move(*Sandbox::Start(config).value);
}

TEST(Certificate, IsTrustedFor127001ByItself) {
  const Certificate certificate = MakeSelfSignedCertificate();
  const auto sandbox = StartTls(certificate);
  TestClient client = TestClient::Tls(sandbox->https_port(), certificate.certificate_pem);
  EXPECT_TRUE(client.handshaken());
}

TEST(Certificate, IsAnotherOneEachTime) {
  const Certificate certificate = MakeSelfSignedCertificate();
  const Certificate other = MakeSelfSignedCertificate();
  const auto sandbox = StartTls(certificate);
  EXPECT_FALSE(TestClient::Tls(sandbox->https_port(), other.certificate_pem).handshaken());
}

TEST(Certificate, ServesAClientToo) {
  const Certificate certificate = MakeSelfSignedCertificate();
  const Certificate of_client = MakeSelfSignedCertificate();
  const auto sandbox = StartTls(certificate, of_client.certificate_pem);
  TestClient client =
      TestClient::Tls(sandbox->https_port(), certificate.certificate_pem, of_client);
  client.Send(RequestBytes(JsonEndpoint(), SampleJson()));
  EXPECT_TRUE(client.ReadAnswer().starts_with("HTTP/1.1 200 OK"));
}

TEST(Certificate, IsDemandedFromClientsWhereConfigured) {
  const Certificate certificate = MakeSelfSignedCertificate();
  const Certificate of_client = MakeSelfSignedCertificate();
  const auto sandbox = StartTls(certificate, of_client.certificate_pem);
  TestClient without = TestClient::Tls(sandbox->https_port(), certificate.certificate_pem);
  without.Send(RequestBytes(JsonEndpoint(), SampleJson()));
  EXPECT_EQ(without.ReadAnswer(), "");
  TestClient with_another = TestClient::Tls(sandbox->https_port(), certificate.certificate_pem,
                                            MakeSelfSignedCertificate());
  with_another.Send(RequestBytes(JsonEndpoint(), SampleJson()));
  EXPECT_EQ(with_another.ReadAnswer(), "");
  EXPECT_EQ(sandbox->counts().received, 0);
}

TEST(Certificate, ThatCannotBeReadKeepsTheSandboxFromStarting) {
  Config config = TestConfig();
  config.tls = TlsConfig{"nonsense", "nonsense", "nonsense"};
  const auto sandbox = Sandbox::Start(config);
  EXPECT_FALSE(sandbox.value);
  ASSERT_EQ(sandbox.faults.size(), 3);
  EXPECT_TRUE(sandbox.faults[0].starts_with("tls.certificate_file: "));
  EXPECT_TRUE(sandbox.faults[1].starts_with("tls.key_file: "));
  EXPECT_TRUE(sandbox.faults[2].starts_with("tls.client_ca_file: "));
}

}  // namespace
}  // namespace imageco::sandbox
