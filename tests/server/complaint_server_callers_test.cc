// Who may call what, by tokens and certificates, while the configuration changes.
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/sha256.h"
#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/callers/test_tokens.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using complaint::v1::WhoAmIResponse;
using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kToken[] = "a-token-of-the-shop";

std::string Sha256Hex(const std::string& text) {
  const auto digest = bridge::Sha256Of(text).value();
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// A server and callers with whatever they show.
class CallersTest : public ComplaintServerFixture {
 protected:
  void Show(grpc::ClientContext& context, const std::string& token) {
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  }

  grpc::Status ReplyWith(const std::string& token, const std::string& transaction_id,
                         const std::string& seller_account = "") {
    complaint::v1::ReplyRequest request = ReplyWithId(transaction_id);
    if (!seller_account.empty()) request.set_seller_account(seller_account);
    complaint::v1::ReplyResponse response;
    grpc::ClientContext context;
    Show(context, token);
    return Connect(credentials_)->Reply(&context, request, &response);
  }

  grpc::Status WhoAmI(const std::string& token, WhoAmIResponse& response) {
    const auto stub = complaint::v1::IdentityService::NewStub(
        grpc::CreateChannel(server().address(), credentials_));
    grpc::ClientContext context;
    Show(context, token);
    return stub->WhoAmI(&context, {}, &response);
  }

  std::string Metrics() { return HttpGet(server().operations_address(), "/metrics").body; }
  std::string Refused(const std::string& reason, int times) {
    return absl::StrCat("complaint_calls_refused_total{reason=\"", reason, "\"} ", times, "\n");
  }

  std::shared_ptr<grpc::ChannelCredentials> credentials_ = grpc::InsecureChannelCredentials();
};

class TokenCallersTest : public CallersTest {
 protected:
  TokenCallersTest() {
    auto& token = *caller().mutable_token();
    token.set_name("shop");
    token.add_sha256(Sha256Hex(kToken));
  }

  bridge::config::v1::Caller& caller() {
    if (config().callers().empty()) config().add_callers();
    return *config().mutable_callers(0);
  }
};

TEST_F(TokenCallersTest, AnswersACallerByItsToken) {
  Start();
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
}

TEST_F(TokenCallersTest, RefusesAndCountsACallerWithoutAToken) {
  Start();
  EXPECT_THAT(Metrics(), HasSubstr(Refused("NO_IDENTITY", 0)));
  EXPECT_THAT(ReplyWith("", "t-1"), IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(Metrics(), HasSubstr(Refused("NO_IDENTITY", 1)));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(TokenCallersTest, RefusesAndCountsATokenThatNobodyWasGiven) {
  Start();
  const grpc::Status status = ReplyWith("another", "t-1");
  EXPECT_THAT(status, IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(status.error_message(),
            "the caller's token is refused: nobody was given it; nothing was sent");
  EXPECT_THAT(Metrics(), HasSubstr(Refused("BAD_CREDENTIAL", 1)));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(TokenCallersTest, RefusesAnAccountThatIsNotItsOwn) {
  caller().add_seller_accounts(ReplyWithId("").seller_account());
  Start();
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
  EXPECT_THAT(ReplyWith(kToken, "t-2", "other@example"),
              IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(Metrics(), HasSubstr(Refused("NOT_ALLOWED", 1)));
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(TokenCallersTest, RefusesACallerThatCallsTooOften) {
  caller().set_rate_per_second(0.001);
  caller().set_burst(2);
  Start();
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
  server().Reload(config());
  const grpc::Status status = ReplyWith(kToken, "t-1");
  EXPECT_THAT(status, IsError(StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED"));
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  ASSERT_TRUE(retry);
  EXPECT_GT(retry->retry_delay().seconds(), 900);
  EXPECT_THAT(Metrics(), HasSubstr(Refused("RATE", 1)));
}

TEST_F(TokenCallersTest, TakesATokenBackWhileItRuns) {
  Start();
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
  caller().mutable_token()->set_sha256(0, Sha256Hex("the next token"));
  server().Reload(config());
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
}

TEST_F(TokenCallersTest, TellsACallerWhoItIsAndWhatItMayDo) {
  caller().add_isspids(kIsspid);
  caller().add_methods(bridge::config::v1::CALLER_METHOD_REPLY);
  Start();
  WhoAmIResponse response;
  ASSERT_THAT(WhoAmI(kToken, response), IsOk());
  EXPECT_EQ(response.identity(), "token:shop");
  EXPECT_EQ(response.credential(), complaint::v1::CREDENTIAL_TOKEN);
  EXPECT_FALSE(response.has_expire_time());
  EXPECT_THAT(response.address(), testing::StartsWith("ipv4:127.0.0.1:"));
  ASSERT_EQ(response.permissions_size(), 1);
  EXPECT_THAT(response.permissions(0).isspids(), ElementsAre(kIsspid));
  EXPECT_THAT(response.permissions(0).methods(), ElementsAre("Reply"));
  EXPECT_THAT(WhoAmI("another", response),
              IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  response.Clear();
  ASSERT_THAT(WhoAmI("", response), IsOk());
  EXPECT_EQ(response.identity(), "");
  EXPECT_EQ(response.permissions_size(), 0);
}

TEST_F(CallersTest, TellsThatEverybodyMayCallWhereNobodyIsNamed) {
  Start();
  WhoAmIResponse response;
  ASSERT_THAT(WhoAmI("whatever", response), IsOk());
  ASSERT_EQ(response.permissions_size(), 1);
  EXPECT_THAT(response.permissions(0).methods(), ElementsAre("Reply", "GetReply"));
  EXPECT_THAT(ReplyWith("whatever", "t-1"), IsOk());
}

TEST_F(CallersTest, AnswersACallerByATokenThatAnIssuerSigned) {
  const TokenSigner signer("ES256", "k");
  folder_.Write("jwks.json", Jwks({signer.Jwk()}));
  auto& issuer = *config().add_jwt_issuers();
  issuer.set_issuer("https://issuer");
  issuer.add_audiences("bridge");
  issuer.set_jwks_file(folder_.path() / "jwks.json");
  config().add_callers()->mutable_jwt()->set_subject("web");
  Start();
  const auto token = [](const TokenSigner& by, const std::string& subject) {
    return by.Sign(absl::StrCat(R"({"iss":"https://issuer","aud":"bridge","sub":")", subject,
                                R"(","exp":)", absl::ToUnixSeconds(absl::Now()) + 600, "}"));
  };
  const std::string web = token(signer, "web");
  EXPECT_THAT(ReplyWith(web, "t-1"), IsOk());
  WhoAmIResponse response;
  ASSERT_THAT(WhoAmI(web, response), IsOk());
  EXPECT_EQ(response.identity(), "jwt:https://issuer web");
  EXPECT_EQ(response.credential(), complaint::v1::CREDENTIAL_JWT);
  EXPECT_TRUE(response.has_expire_time());
  EXPECT_THAT(ReplyWith(token(signer, "other"), "t-2"),
              IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  // The issuer changes over.
  const TokenSigner next("EdDSA", "n");
  folder_.Write("jwks.json", Jwks({next.Jwk()}));
  server().Reload(config());
  EXPECT_THAT(ReplyWith(web, "t-2"), IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(ReplyWith(token(next, "web"), "t-2"), IsOk());
  // A file that is none changes nothing.
  folder_.Write("jwks.json", "no keys");
  server().Reload(config());
  EXPECT_THAT(ReplyWith(token(next, "web"), "t-3"), IsOk());
  EXPECT_THAT(HttpGet(server().operations_address(), "/readyz").body,
              HasSubstr("jwt_issuers[0].jwks_file: "));
}

// Callers by certificates, and an authority that takes them back.
class RevocationTest : public CallersTest {
 protected:
  RevocationTest() {
    auto& tls = *config().mutable_listener()->mutable_tls();
    tls.set_certificate_file(folder_.Write("server.pem", server_identity_.CertificatePem()));
    tls.set_private_key_file(folder_.Write("server.key", server_identity_.KeyPem()));
    tls.set_client_ca_file(folder_.Write("ca.pem", authority_.CertificatePem()));
    tls.set_client_crl_file(folder_.Write("crl.pem", MakeRevocationList(authority_, {})));
    tls.set_client_certificate_optional(true);
    config().add_callers()->set_identity("spiffe://shop");
    auto& token = *config().add_callers()->mutable_token();
    token.set_name("shop");
    token.add_sha256(Sha256Hex(kToken));
    credentials_ = As(&own_);
  }

  std::shared_ptr<grpc::ChannelCredentials> As(const TestIdentity* own) {
    return grpc::SslCredentials({authority_.CertificatePem(), own != nullptr ? own->KeyPem() : "",
                                 own != nullptr ? own->CertificatePem() : ""});
  }

  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity server_identity_ = MakeIdentity(authority_);
  const TestIdentity own_ =
      MakeIdentity(authority_, {.alternative_names = "URI:spiffe://shop", .serial = 7});
};

TEST_F(RevocationTest, RefusesACertificateThatIsTakenBackOnItsOpenConnection) {
  Start();
  const auto stub = Connect(credentials_);
  EXPECT_THAT(PendingReply(*stub, ReplyWithId("t-1")).status(), IsOk());
  folder_.Write("crl.pem", MakeRevocationList(authority_, {7}));
  server().Reload(config());
  const grpc::Status status = PendingReply(*stub, ReplyWithId("t-2")).status();
  EXPECT_THAT(status, IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(status.error_message(), HasSubstr("certificate revoked"));
  EXPECT_THAT(Metrics(), HasSubstr(Refused("BAD_CREDENTIAL", 1)));
  EXPECT_EQ(gateway().counts().received, 1u);
}

TEST_F(RevocationTest, MeasuresUntilWhenTheListsHold) {
  Start();
  EXPECT_THAT(Metrics(), HasSubstr("complaint_certificate_expiry_timestamp_seconds{isspid=\"\","
                                   "shown_to=\"revocations\"} "));
}

TEST_F(RevocationTest, TakesATokenFromACallerWithoutACertificate) {
  credentials_ = As(nullptr);
  Start();
  EXPECT_THAT(ReplyWith(kToken, "t-1"), IsOk());
  EXPECT_THAT(ReplyWith("", "t-2"), IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  const TestIdentity stranger = MakeIdentity(MakeAuthority());
  credentials_ = As(&stranger);
  EXPECT_EQ(ReplyWith(kToken, "t-2").error_code(), StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace imageco::server
