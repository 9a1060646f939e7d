#include "server/callers/authenticator.h"

#include <google/protobuf/text_format.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/sha256.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/callers/test_tokens.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using PrincipalPtr = std::shared_ptr<const Principal>;

std::string Sha256Hex(const std::string& text) {
  const auto digest = bridge::Sha256Of(text).value();
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// Reads a configuration in text format; "$" is the folder of its files.
class AuthenticatorTest : public testing::Test {
 protected:
  std::unique_ptr<Authenticator> Make(const std::string& text) {
    std::vector<std::string> faults;
    auto made = std::make_unique<Authenticator>(Parse(text), faults);
    EXPECT_THAT(faults, IsEmpty());
    return made;
  }

  std::vector<std::string> FaultsOf(const std::string& text) {
    std::vector<std::string> faults;
    const Authenticator made(Parse(text), faults);
    return faults;
  }

  BridgeConfig Parse(std::string text) {
    for (size_t at; (at = text.find('$')) != std::string::npos;) {
      text.replace(at, 1, folder_.path().string());
    }
    BridgeConfig config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
    return config;
  }

  // A call over TLS with this in its metadata.
  static Shown With(std::string_view authorization) {
    Shown shown;
    shown.authorizations.emplace_back(authorization);
    shown.is_private = true;
    return shown;
  }

  static PrincipalPtr Caller(const Authenticated& authenticated) {
    const auto* refusal = std::get_if<Refusal>(&authenticated);
    EXPECT_EQ(refusal, nullptr) << refusal->failure.message;
    return refusal == nullptr ? std::get<PrincipalPtr>(authenticated) : nullptr;
  }
  // Why it is refused; empty: it is not.
  static std::string WhyNot(const Authenticated& authenticated) {
    const auto* refusal = std::get_if<Refusal>(&authenticated);
    if (refusal == nullptr) return "";
    EXPECT_EQ(refusal->why, Refusal::Why::kBadCredential);
    EXPECT_EQ(refusal->failure.reason, complaint::v1::CALLER_NOT_ALLOWED);
    return refusal->failure.message;
  }

  const TestFolder folder_;
  const absl::Time now_ = absl::Now();
};

TEST_F(AuthenticatorTest, KnowsNobodyWhereNothingIsShown) {
  const auto nobody = Caller(Make("")->Authenticate({}, now_));
  EXPECT_EQ(nobody->text, "");
  EXPECT_EQ(nobody->credential, Principal::Credential::kNone);
}

class TokenAuthenticatorTest : public AuthenticatorTest {
 protected:
  Authenticated Show(std::string_view authorization) {
    return authenticator_->Authenticate(With(authorization), now_);
  }

  const std::string config_ =
      absl::StrCat("callers { token { name: 'shop' sha256: '", Sha256Hex("first-token"),
                   "' sha256: '", absl::AsciiStrToUpper(Sha256Hex("second-token")), "' } }",
                   "callers { token { name: 'other' sha256: '", Sha256Hex("third-token"), "' } }");
  const std::unique_ptr<Authenticator> authenticator_ = Make(config_);
};

TEST_F(TokenAuthenticatorTest, KnowsACallerByEachOfItsTokens) {
  for (const char* shown : {"Bearer first-token", "bearer  second-token", "BEARER second-token "}) {
    const auto caller = Caller(Show(shown));
    ASSERT_NE(caller, nullptr) << shown;
    EXPECT_EQ(caller->text, "token:shop");
    EXPECT_EQ(caller->credential, Principal::Credential::kToken);
    EXPECT_THAT(caller->identities, ElementsAre(Identity{Identity::Kind::kToken, "shop"}));
  }
  EXPECT_EQ(Caller(Show("Bearer third-token"))->text, "token:other");
}

TEST_F(TokenAuthenticatorTest, RefusesATokenThatNobodyWasGiven) {
  for (const char* shown : {"Bearer first-toke", "Bearer first-token1", "Bearer FIRST-TOKEN"}) {
    EXPECT_THAT(WhyNot(Show(shown)), HasSubstr("nobody was given it")) << shown;
  }
  // What is in the configuration is of no use.
  EXPECT_THAT(WhyNot(Show("Bearer " + Sha256Hex("first-token"))), HasSubstr("nobody"));
}

TEST_F(TokenAuthenticatorTest, RefusesWhatIsNoToken) {
  for (const std::string& shown :
       {std::string(""), std::string("Bearer"), std::string("Bearer "), std::string("first-token"),
        std::string("Basic first-token"), std::string("Bearer first token"),
        std::string("Bearer first-token,"), std::string("Bearer \xff"),
        std::string("Bearer first-token\0", 19), "Bearer " + std::string(16'385, 'x')}) {
    EXPECT_THAT(WhyNot(Show(shown)), HasSubstr("Bearer TOKEN")) << shown;
  }
}

TEST_F(TokenAuthenticatorTest, WantsOneToken) {
  Shown shown = With("Bearer first-token");
  shown.authorizations.emplace_back("Bearer first-token");
  EXPECT_THAT(WhyNot(authenticator_->Authenticate(shown, now_)), HasSubstr("one authorization"));
}

TEST_F(TokenAuthenticatorTest, RefusesATokenThatOthersCouldRead) {
  Shown shown = With("Bearer first-token");
  shown.is_private = false;
  EXPECT_THAT(WhyNot(authenticator_->Authenticate(shown, now_)), HasSubstr("plaintext"));
}

TEST_F(TokenAuthenticatorTest, TellsNothingOfAToken) {
  for (const char* shown :
       {"Bearer secret-token", "Basic secret-token", "Bearer a.secret-token.b"}) {
    EXPECT_THAT(WhyNot(Show(shown)), testing::Not(HasSubstr("secret"))) << shown;
  }
}

TEST_F(TokenAuthenticatorTest, TakesTheTokenForTheCallerAndNotTheCertificate) {
  const std::string pem =
      MakeIdentity(MakeAuthority(), {.alternative_names = "URI:spiffe://proxy"}).CertificatePem();
  Shown shown = With("Bearer first-token");
  shown.certificate_pem = pem;
  EXPECT_EQ(Caller(authenticator_->Authenticate(shown, now_))->text, "token:shop");
  const std::string bad = "Bearer bad";
  shown.authorizations.front() = bad;
  EXPECT_NE(WhyNot(authenticator_->Authenticate(shown, now_)), "");
  shown.authorizations.clear();
  EXPECT_EQ(Caller(authenticator_->Authenticate(shown, now_))->text, "spiffe://proxy");
}

TEST_F(TokenAuthenticatorTest, HeedsNoTokenWhereNobodyIsKnownByOne) {
  EXPECT_EQ(Caller(Make("callers { identity: 'a' }")->Authenticate(With("Bearer x"), now_))->text,
            "");
}

class JwtAuthenticatorTest : public AuthenticatorTest {
 protected:
  JwtAuthenticatorTest() { folder_.Write("jwks.json", Jwks({signer_.Jwk()})); }

  std::string Token(absl::Duration left = absl::Hours(1)) const {
    return signer_.Sign(absl::StrCat(R"({"iss":"https://a","sub":"web","aud":"bridge","exp":)",
                                     absl::ToUnixSeconds(now_ + left), "}"));
  }

  const TokenSigner signer_{"ES256", "k"};
  const std::string config_ =
      "callers { jwt { subject: 'web' } } "
      "jwt_issuers { issuer: 'https://a' audiences: 'bridge' jwks_file: '$/jwks.json' }";
};

TEST_F(JwtAuthenticatorTest, KnowsWhomAnIssuerSpeaksOf) {
  const auto authenticator = Make(config_);
  const std::string shown = "Bearer " + Token();
  const auto caller = Caller(authenticator->Authenticate(With(shown), now_));
  ASSERT_NE(caller, nullptr);
  EXPECT_EQ(caller->text, "jwt:https://a web");
  EXPECT_EQ(caller->credential, Principal::Credential::kJwt);
  EXPECT_EQ(caller->identities.front(), IdentityOf(Parse(config_).callers(0), Parse(config_)));
  EXPECT_EQ(Caller(authenticator->Authenticate(With(shown), now_)), caller)
      << "it is the same object: it was not verified again";
}

TEST_F(JwtAuthenticatorTest, RefusesATokenThatIsReplayedAfterItsTime) {
  const auto authenticator = Make(config_);
  const std::string shown = "Bearer " + Token(absl::Seconds(10));
  EXPECT_NE(Caller(authenticator->Authenticate(With(shown), now_)), nullptr);
  EXPECT_THAT(WhyNot(authenticator->Authenticate(With(shown), now_ + absl::Seconds(11))),
              HasSubstr("it has expired"));
}

TEST_F(JwtAuthenticatorTest, RefusesATokenThatIsReplayedAfterItsKeyIsGone) {
  const std::string shown = "Bearer " + Token();
  EXPECT_NE(Caller(Make(config_)->Authenticate(With(shown), now_)), nullptr);
  folder_.Write("jwks.json", Jwks({TokenSigner("ES256", "k").Jwk()}));
  EXPECT_THAT(WhyNot(Make(config_)->Authenticate(With(shown), now_)), HasSubstr("signed"));
}

TEST_F(JwtAuthenticatorTest, RefusesATokenThatDoesNotVerify) {
  const std::string shown = "Bearer " + Token() + "A";
  EXPECT_THAT(WhyNot(Make(config_)->Authenticate(With(shown), now_)),
              HasSubstr("the caller's token is refused: "));
}

class CertificateAuthenticatorTest : public AuthenticatorTest {
 protected:
  CertificateAuthenticatorTest() { folder_.Write("ca.pem", authority_.CertificatePem()); }

  static Shown Showing(const std::string& pem, const std::string& chain = "") {
    return {.certificate_pem = pem, .chain_pem = chain, .authorizations = {}, .is_private = true};
  }

  const TestIdentity authority_ = MakeAuthority();
  const std::string shop_ =
      MakeIdentity(authority_, {.alternative_names = "URI:spiffe://shop", .serial = 7})
          .CertificatePem();
  const std::string other_ =
      MakeIdentity(authority_, {.alternative_names = "URI:spiffe://other", .serial = 8})
          .CertificatePem();
  const std::string with_list_ =
      "listener { tls { client_ca_file: '$/ca.pem' client_crl_file: '$/crl.pem' } }";
};

TEST_F(CertificateAuthenticatorTest, ReadsEachCertificateOnce) {
  const auto authenticator = Make("");
  const auto caller = Caller(authenticator->Authenticate(Showing(shop_), now_));
  EXPECT_EQ(caller->text, "spiffe://shop");
  EXPECT_EQ(Caller(authenticator->Authenticate(Showing(shop_), now_)), caller);
  EXPECT_EQ(Caller(authenticator->Authenticate(Showing(other_), now_))->text, "spiffe://other");
}

TEST_F(CertificateAuthenticatorTest, KnowsAsManyAsThereAre) {
  const auto authenticator = Make("");
  for (int i = 0; i < 2'500; ++i) {
    // What stands behind the certificate makes it another text.
    const std::string pem = shop_ + std::to_string(i);
    EXPECT_EQ(Caller(authenticator->Authenticate(Showing(pem), now_))->text, "spiffe://shop");
  }
}

TEST_F(CertificateAuthenticatorTest, RefusesACertificateThatExpiresWhileItsConnectionIsOpen) {
  const auto authenticator = Make("");
  EXPECT_NE(Caller(authenticator->Authenticate(Showing(shop_), now_)), nullptr);
  EXPECT_THAT(WhyNot(authenticator->Authenticate(Showing(shop_), now_ + absl::Hours(2))),
              HasSubstr("the caller's certificate is refused: it has expired"));
}

TEST_F(CertificateAuthenticatorTest, RefusesACertificateThatWasTakenBack) {
  folder_.Write("crl.pem", MakeRevocationList(authority_, {3, 7}));
  const auto authenticator = Make(with_list_);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(WhyNot(authenticator->Authenticate(Showing(shop_), now_)), HasSubstr("revoked"));
    EXPECT_EQ(Caller(authenticator->Authenticate(Showing(other_), now_))->text, "spiffe://other");
  }
}

TEST_F(CertificateAuthenticatorTest, RefusesEveryoneOnceAListIsOutOfDate) {
  folder_.Write("crl.pem", MakeRevocationList(authority_, {}, 100));
  const auto authenticator = Make(with_list_);
  EXPECT_NE(Caller(authenticator->Authenticate(Showing(shop_), now_)), nullptr);
  EXPECT_THAT(WhyNot(authenticator->Authenticate(Showing(shop_), now_ + absl::Seconds(101))),
              HasSubstr("out of date"));
  EXPECT_LE(authenticator->revocations_expiry().value(), now_ + absl::Seconds(101));
}

TEST_F(CertificateAuthenticatorTest, WantsAListOfEveryAuthorityInTheChain) {
  const TestIdentity below = MakeAuthorityBelow(authority_, 5);
  const std::string chain = below.CertificatePem();
  const std::string pem =
      MakeIdentity(below, {.alternative_names = "URI:spiffe://shop", .serial = 9}).CertificatePem();
  folder_.Write("ca.pem", authority_.CertificatePem() + below.CertificatePem());
  const auto why_not = [&](const std::string& lists) {
    folder_.Write("crl.pem", lists);
    return WhyNot(Make(with_list_)->Authenticate(Showing(pem, chain), now_));
  };
  const std::string none = MakeRevocationList(authority_, {});
  EXPECT_EQ(why_not(none + MakeRevocationList(below, {})), "");
  EXPECT_THAT(why_not(none), HasSubstr("CRL"));
  EXPECT_THAT(why_not(none + MakeRevocationList(below, {9})), HasSubstr("revoked"));
  EXPECT_THAT(why_not(MakeRevocationList(authority_, {5}) + MakeRevocationList(below, {})),
              HasSubstr("revoked"));
}

TEST_F(CertificateAuthenticatorTest, RefusesListsThatAreNone) {
  const auto faults = [this](const std::string& list) {
    folder_.Write("crl.pem", list);
    return FaultsOf(with_list_);
  };
  EXPECT_THAT(faults(MakeRevocationList(authority_, {})), IsEmpty());
  EXPECT_THAT(faults(authority_.CertificatePem()), ElementsAre(HasSubstr("client_crl_file: ")));
  EXPECT_THAT(faults(""), ElementsAre(HasSubstr("holds no certificate revocation list")));
  EXPECT_THAT(faults(MakeRevocationList(MakeAuthority(), {})),
              ElementsAre(HasSubstr("signed by none of client_ca_file")));
  EXPECT_THAT(faults(MakeRevocationList(authority_, {}).substr(0, 200)),
              ElementsAre(HasSubstr("or one that is cut")));
}

}  // namespace
}  // namespace imageco::server
