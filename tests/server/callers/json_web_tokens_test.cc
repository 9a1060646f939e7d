#include "server/callers/json_web_tokens.h"

#include <random>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/server/callers/test_tokens.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr absl::Time kIssueTime = absl::FromUnixSeconds(1'700'000'000);
constexpr char kIssuer[] = "https://kubernetes.default.svc";
constexpr char kAudience[] = "complaint-bridge";

// Claims of a token that is good now, with `more` members in front of it all: the last of a name
// that stands there twice is not read.
std::string Claims(const std::string& more = "", absl::Duration left = absl::Hours(1)) {
  return absl::StrCat("{", more, R"("iss":")", kIssuer, R"(","sub":"web","aud":[")", kAudience,
                      R"("],"exp":)", absl::ToUnixSeconds(kIssueTime + left), "}");
}

// One issuer, with a key for each algorithm.
class JsonWebTokensTest : public testing::Test {
 protected:
  JsonWebTokensTest() {
    auto& issuer = *config_.add_jwt_issuers();
    issuer.set_issuer(kIssuer);
    issuer.add_audiences("other");
    issuer.add_audiences(kAudience);
    issuer.set_jwks_file(folder_.Write("jwks.json", Jwks({rs_.Jwk(), es_.Jwk(), ed_.Jwk()})));
  }

  // Of a configuration without fault.
  JsonWebTokens Make() {
    std::vector<std::string> faults;
    JsonWebTokens tokens(config_, faults);
    EXPECT_THAT(faults, IsEmpty());
    return tokens;
  }

  std::vector<std::string> FaultsOf(const std::string& jwks) {
    folder_.Write("jwks.json", jwks);
    std::vector<std::string> faults;
    const JsonWebTokens tokens(config_, faults);
    return faults;
  }

  // Why it is refused; empty: it is believed.
  std::string WhyNot(const std::string& token, absl::Time now = kIssueTime) {
    const auto verified = Make().Verify(token, now);
    const auto* why = std::get_if<std::string>(&verified);
    return why == nullptr ? "" : *why;
  }

  const TestFolder folder_;
  const TokenSigner rs_{"RS256", "rs"};
  const TokenSigner es_{"ES256", "es"};
  const TokenSigner ed_{"EdDSA", "ed"};
  BridgeConfig config_;
};

TEST_F(JsonWebTokensTest, BelievesATokenOfEachAlgorithm) {
  for (const TokenSigner* signer : {&rs_, &es_, &ed_}) {
    const auto verified = Make().Verify(signer->Sign(Claims()), kIssueTime);
    ASSERT_TRUE(std::holds_alternative<JwtClaims>(verified)) << std::get<std::string>(verified);
    const auto& claims = std::get<JwtClaims>(verified);
    EXPECT_EQ(claims.issuer, kIssuer);
    EXPECT_EQ(claims.subject, "web");
    EXPECT_EQ(claims.expiry, kIssueTime + absl::Hours(1));
  }
}

TEST_F(JsonWebTokensTest, BelievesATokenWithoutTheIdOfItsKey) {
  EXPECT_EQ(WhyNot(es_.SignWith(R"({"alg":"ES256"})", Claims())), "");
}

TEST_F(JsonWebTokensTest, TakesAnAudienceThatIsOneText) {
  const std::string claims = absl::StrReplaceAll(Claims(), {{"[", ""}, {"]", ""}});
  EXPECT_EQ(WhyNot(es_.Sign(claims)), "");
}

TEST_F(JsonWebTokensTest, RefusesATokenThatIsNotValidNow) {
  const std::string token = es_.Sign(Claims("", absl::Seconds(1)));
  EXPECT_EQ(WhyNot(token), "");
  EXPECT_EQ(WhyNot(token, kIssueTime + absl::Seconds(1)), "it has expired");
  const auto not_before = [this](absl::Duration from_now) {
    return WhyNot(es_.Sign(
        Claims(absl::StrCat(R"("nbf":)", absl::ToUnixSeconds(kIssueTime + from_now), ","))));
  };
  EXPECT_EQ(not_before(-absl::Hours(1)), "");
  EXPECT_EQ(not_before(absl::Seconds(30)), "");
  EXPECT_EQ(not_before(absl::Seconds(31)), "it is not valid yet (nbf)");
}

TEST_F(JsonWebTokensTest, WantsEveryClaim) {
  const std::string claims = Claims();
  const auto without = [&claims](const char* name) {
    return absl::StrReplaceAll(claims, {{absl::StrCat("\"", name, "\":"), R"("x":)"}});
  };
  EXPECT_THAT(WhyNot(es_.Sign(without("exp"))), HasSubstr("(exp)"));
  EXPECT_THAT(WhyNot(es_.Sign(without("aud"))), HasSubstr("(aud)"));
  EXPECT_THAT(WhyNot(es_.Sign(without("sub"))), HasSubstr("(sub)"));
  EXPECT_THAT(WhyNot(es_.Sign(without("iss"))), HasSubstr("(iss)"));
}

TEST_F(JsonWebTokensTest, RefusesClaimsOfAnotherKind) {
  const auto with = [this](const char* from, const char* to) {
    const std::string claims = absl::StrReplaceAll(Claims(), {{from, to}});
    EXPECT_NE(claims, Claims());
    return WhyNot(es_.Sign(claims));
  };
  EXPECT_THAT(with("\"web\"", "7"), HasSubstr("(sub)"));
  EXPECT_THAT(with("\"web\"", "\"\""), HasSubstr("(sub)"));
  EXPECT_THAT(with("1700003600", "\"1700003600\""), HasSubstr("(exp)"));
  EXPECT_THAT(with("1700003600", "1e300"), HasSubstr("(exp)"));
  EXPECT_THAT(with("[\"complaint-bridge\"]", "{}"), HasSubstr("(aud)"));
  EXPECT_THAT(with("\"exp\"", "\"nbf\":true,\"exp\""), HasSubstr("(nbf)"));
  EXPECT_EQ(with("\"sub\"", "\"sub\":\"root\",\"sub\""), "it is no JSON Web Token");
}

TEST_F(JsonWebTokensTest, RefusesATokenForOthers) {
  const auto with = [this](const char* from, const char* to) {
    return WhyNot(es_.Sign(absl::StrReplaceAll(Claims(), {{from, to}})));
  };
  EXPECT_EQ(with(kAudience, "complaint-bridges"), "it is for another audience (aud)");
  EXPECT_EQ(with(kIssuer, "https://other"), "its issuer (iss) is none of those that are believed");
}

TEST_F(JsonWebTokensTest, RefusesATokenThatIsBoundToAKey) {
  EXPECT_EQ(WhyNot(es_.Sign(Claims(R"("cnf":{"x5t#S256":"x"},)"))), "it is bound to a key (cnf)");
}

TEST_F(JsonWebTokensTest, RefusesHeadersThatWantToBeUnderstood) {
  for (const char* more : {R"(,"crit":["exp"])", R"(,"zip":"DEF")", R"(,"b64":false)"}) {
    EXPECT_THAT(WhyNot(es_.Sign(Claims(), more)), HasSubstr("header")) << more;
  }
}

TEST_F(JsonWebTokensTest, BelievesNoKeyThatATokenBrings) {
  const TokenSigner stranger("ES256", "es");
  EXPECT_THAT(WhyNot(stranger.Sign(Claims())), HasSubstr("signed"));
  EXPECT_THAT(WhyNot(stranger.Sign(Claims(), absl::StrCat(R"(,"jwk":)", stranger.Jwk()))),
              HasSubstr("signed"));
  EXPECT_THAT(WhyNot(stranger.Sign(Claims(), R"(,"jku":"http://127.0.0.1:9/jwks")")),
              HasSubstr("signed"));
  EXPECT_THAT(WhyNot(stranger.Sign(Claims(), R"(,"x5u":"http://127.0.0.1:9/pem")")),
              HasSubstr("signed"));
}

TEST_F(JsonWebTokensTest, BelievesAKeyForItsOwnAlgorithmAlone) {
  EXPECT_THAT(WhyNot(es_.SignWith(R"({"alg":"EdDSA","kid":"es"})", Claims())), HasSubstr("signed"));
  EXPECT_THAT(WhyNot(es_.SignWith(R"({"alg":"RS256","kid":"rs"})", Claims())), HasSubstr("signed"));
  EXPECT_THAT(WhyNot(es_.SignWith(R"({"alg":"ES256","kid":"rs"})", Claims())), HasSubstr("signed"));
  for (const char* algorithm : {"none", "None", "HS256", "RS512", "PS256", "ES384", "es256", ""}) {
    const std::string header = absl::StrCat(R"({"alg":")", algorithm, R"(","kid":"es"})");
    EXPECT_THAT(WhyNot(es_.SignWith(header, Claims())), HasSubstr("header")) << algorithm;
  }
  folder_.Write("jwks.json", Jwks({rs_.Jwk(R"(,"alg":"RS512")"), es_.Jwk()}));
  EXPECT_THAT(WhyNot(rs_.Sign(Claims())), HasSubstr("signed"));
}

TEST_F(JsonWebTokensTest, BelievesNoneOf10000ThatAreForgedCutOrChanged) {
  const JsonWebTokens tokens = Make();
  const std::vector<std::string> good = {rs_.Sign(Claims()), es_.Sign(Claims()),
                                         ed_.Sign(Claims())};
  const std::vector<std::string> root = {
      rs_.Sign(absl::StrReplaceAll(Claims(), {{"web", "root"}})),
      es_.Sign(absl::StrReplaceAll(Claims("", -absl::Hours(1)), {{"web", "root"}}))};
  std::mt19937 random(7);
  const auto below = [&random](size_t end) {
    return std::uniform_int_distribution<size_t>(0, end - 1)(random);
  };
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ";
  int tried = 0;
  while (tried < 10'000) {
    std::string token = good[below(good.size())];
    const std::string& other = root[below(root.size())];
    switch (below(5)) {
      case 0:  // one letter is another
        token[below(token.size())] = kAlphabet[below(kAlphabet.size())];
        break;
      case 1:  // cut
        token.resize(below(token.size()));
        break;
      case 2:  // a part of it gone
        token.erase(below(token.size()), 1 + below(8));
        break;
      case 3:  // the signature of one under the claims of another
        token = other.substr(0, other.rfind('.')) + token.substr(token.rfind('.'));
        break;
      default:  // something more
        token.insert(below(token.size() + 1), 1, kAlphabet[below(kAlphabet.size())]);
    }
    if (std::find(good.begin(), good.end(), token) != good.end()) continue;
    ++tried;
    const auto verified = tokens.Verify(token, kIssueTime);
    ASSERT_TRUE(std::holds_alternative<std::string>(verified)) << token;
  }
}

TEST_F(JsonWebTokensTest, ReadsAllKeysOfAFolder) {
  folder_.Write("keys.json", "");
  const TestFolder keys;
  keys.Write("a.json", Jwks({es_.Jwk()}));
  keys.Write("b.json", Jwks({ed_.Jwk()}));
  keys.Write("c.txt", "no keys");
  config_.mutable_jwt_issuers(0)->set_jwks_file(keys.path());
  EXPECT_EQ(WhyNot(es_.Sign(Claims())), "");
  EXPECT_EQ(WhyNot(ed_.Sign(Claims())), "");
  EXPECT_THAT(WhyNot(rs_.Sign(Claims())), HasSubstr("signed"));
}

TEST_F(JsonWebTokensTest, LeavesOutKeysThatAreNotForIt) {
  EXPECT_THAT(FaultsOf(Jwks({R"({"kty":"oct","k":"c2VjcmV0"})", R"({"kty":"new"})", R"("x")",
                             rs_.Jwk(R"(,"use":"enc")"), es_.Jwk()})),
              IsEmpty());
  EXPECT_THAT(WhyNot(rs_.Sign(Claims())), HasSubstr("signed"));
  EXPECT_EQ(WhyNot(es_.Sign(Claims())), "");
}

TEST_F(JsonWebTokensTest, RefusesFilesThatHoldNoGoodKeys) {
  const auto fault = [](const char* what) {
    return ElementsAre(
        testing::AllOf(testing::StartsWith("jwt_issuers[0].jwks_file: "), HasSubstr(what)));
  };
  EXPECT_THAT(FaultsOf(""), fault("is no JWK Set"));
  EXPECT_THAT(FaultsOf(es_.Jwk()), fault("is no JWK Set"));
  EXPECT_THAT(FaultsOf(Jwks({})), fault("holds no key for RS256, ES256 or EdDSA"));
  EXPECT_THAT(FaultsOf(Jwks({TokenSigner("RS256", "rs", 1024).Jwk()})), fault("of 1024 bits"));
  EXPECT_THAT(FaultsOf(Jwks({es_.Jwk(R"(,"d":"AQAB")")})), fault("holds a private key"));
  EXPECT_THAT(FaultsOf(Jwks(std::vector<std::string>(65, es_.Jwk()))), fault("more than 64 keys"));
  config_.mutable_jwt_issuers(0)->set_jwks_file(folder_.path() / "none.json");
  EXPECT_THAT(FaultsOf(""), fault("none.json"));
}

}  // namespace
}  // namespace imageco::server
