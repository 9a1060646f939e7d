#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"
#include "tests/sandbox/certificate.h"

namespace imageco::complaintctl {
namespace {

using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::FakeTls;
using sandbox::Certificate;
using sandbox::MakeSelfSignedCertificate;
using ::testing::HasSubstr;

FakeTls ServerTls(const Certificate& server, const std::string& client_ca = "") {
  return {server.certificate_pem, server.key_pem, client_ca};
}

// Checks a reply with the bridge.
Ran Check(FakeBridge& bridge, const std::vector<std::string>& flags) {
  bridge.on_reply = [](const complaint::v1::ReplyRequest&, complaint::v1::ReplyResponse&) {
    return FakeStatus{};
  };
  std::vector<std::string> arguments = {"reply",
                                        "--server",
                                        bridge.address(),
                                        "--transaction-id",
                                        "t1",
                                        "--seller-account",
                                        "S",
                                        "--content",
                                        "x",
                                        "--complaint-id",
                                        "C",
                                        "--validate-only"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return RunCtl(arguments);
}

TEST(Tls, TrustsTheAuthorityThatItIsGiven) {
  const Certificate server = MakeSelfSignedCertificate();
  const TestFile ca(server.certificate_pem);
  FakeBridge bridge(ServerTls(server));
  const Ran ran = Check(bridge, {"--ca-file", ca.path()});
  EXPECT_EQ(ran.exit, ExitCode::kOk) << ran.err;
}

TEST(Tls, TrustsNoOtherAuthority) {
  const TestFile other(MakeSelfSignedCertificate().certificate_pem);
  FakeBridge bridge(ServerTls(MakeSelfSignedCertificate()));
  EXPECT_EQ(Check(bridge, {"--ca-file", other.path()}).exit, ExitCode::kNothingSent);
}

TEST(Tls, ChecksTheNameOfTheServer) {
  const Certificate server = MakeSelfSignedCertificate();
  const TestFile ca(server.certificate_pem);
  FakeBridge bridge(ServerTls(server));
  EXPECT_EQ(Check(bridge, {"--ca-file", ca.path(), "--server-name", "localhost"}).exit,
            ExitCode::kOk);
  EXPECT_EQ(Check(bridge, {"--ca-file", ca.path(), "--server-name", "other.example"}).exit,
            ExitCode::kNothingSent);
}

TEST(Tls, ShowsItsCertificate) {
  const Certificate server = MakeSelfSignedCertificate();
  const Certificate client = MakeSelfSignedCertificate();
  const TestFile ca(server.certificate_pem);
  const TestFile certificate(client.certificate_pem);
  const TestFile key(client.key_pem);
  FakeBridge bridge(ServerTls(server, client.certificate_pem));
  const Ran ran = Check(bridge, {"--ca-file", ca.path(), "--certificate-file", certificate.path(),
                                 "--key-file", key.path()});
  EXPECT_EQ(ran.exit, ExitCode::kOk) << ran.err;
  EXPECT_NE(Check(bridge, {"--ca-file", ca.path()}).exit, ExitCode::kOk);
}

TEST(Tls, FindsNoBridgeInPlaintext) {
  FakeBridge bridge(ServerTls(MakeSelfSignedCertificate()));
  const Ran ran = Check(bridge, {"--plaintext", "--deadline", "5s"});
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
  EXPECT_THAT(ran.err, HasSubstr("TLS or plaintext"));
}

}  // namespace
}  // namespace imageco::complaintctl
